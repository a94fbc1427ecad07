import { isRecord } from './json-record.ts';

const QUANTILE = 99;
const US_A_MS = 1_000;

/**
 * 99th percentile of the requests of Envoy's last flush interval, of histograms in `/stats?format=json` whose name
 * matches: the largest, in microseconds. Undefined without requests, or where they are not shown.
 */
export function recentP99Us(answer: unknown, names: RegExp): number | undefined {
  const found = histogramsOf(answer)
    .map((histogram) => p99Ms(histogram, names))
    .filter((ms) => ms !== undefined);
  return found.length === 0 ? undefined : Math.max(...found) * US_A_MS;
}

interface Histogram {
  readonly name: string;
  /** One for each quantile. */
  readonly values: readonly unknown[];
  /** Place of the quantile among the values. */
  readonly at: number;
}

function histogramsOf(answer: unknown): Histogram[] {
  if (!isRecord(answer) || !Array.isArray(answer['stats'])) return [];
  return (answer['stats'] as unknown[]).flatMap((stat) => {
    const histograms = isRecord(stat) ? stat['histograms'] : undefined;
    if (!isRecord(histograms)) return [];
    const { supported_quantiles: quantiles, computed_quantiles: computed } = histograms;
    if (!Array.isArray(quantiles) || !Array.isArray(computed)) return [];
    const at = quantiles.indexOf(QUANTILE);
    return (computed as unknown[]).flatMap((each) =>
      isRecord(each) && typeof each['name'] === 'string' && Array.isArray(each['values'])
        ? [{ name: each['name'], values: each['values'] as unknown[], at }]
        : []
    );
  });
}

function p99Ms({ name, values, at }: Histogram, names: RegExp): number | undefined {
  const value = values[at];
  if (!names.test(name) || !isRecord(value)) return undefined;
  const { interval } = value;
  return typeof interval === 'number' && Number.isFinite(interval) ? interval : undefined;
}
