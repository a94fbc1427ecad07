import { isRecord } from './json-record.ts';

/** Counters and gauges by name, of Envoy's `/stats?format=json`; histograms and texts are left out. */
export type Stats = ReadonlyMap<string, number>;

/** Undefined for what is no answer of an Envoy. */
export function parseStats(answer: unknown): Stats | undefined {
  if (!isRecord(answer) || !Array.isArray(answer['stats'])) return undefined;
  const stats = new Map<string, number>();
  for (const stat of answer['stats'] as unknown[]) {
    if (!isRecord(stat) || typeof stat['name'] !== 'string') continue;
    if (typeof stat['value'] === 'number' && Number.isFinite(stat['value'])) stats.set(stat['name'], stat['value']);
  }
  return stats;
}

export const statsPath = (pattern: string): string => `/stats?format=json&filter=${encodeURIComponent(pattern)}`;

/** Sum of all whose name matches; undefined if none does. */
export function sumOf(stats: Stats, pattern: RegExp): number | undefined {
  let sum: number | undefined;
  for (const [name, value] of stats) if (pattern.test(name)) sum = (sum ?? 0) + value;
  return sum;
}
