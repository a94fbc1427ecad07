import { setTimeout as sleep } from 'node:timers/promises';
import { EXPERIMENT_DEFAULTS } from '@meshprof/contracts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import type { LoadGenerator, LoadSample } from './load-generator.ts';

export interface CalibratedVariant {
  readonly name: string;
  /** Turns the proxy into it, and waits until it is. */
  readonly apply: () => Promise<Outcome<void>>;
}

export interface CalibrateOptions {
  readonly generator: LoadGenerator;
  readonly variants: readonly CalibratedVariant[];
  readonly signal: AbortSignal;
  /** Of the slowest variant's highest rate. */
  readonly share?: number;
  readonly warmMs?: number;
  readonly windowMs?: number;
}

export interface Calibration {
  /** For all variants alike. */
  readonly requestsPerSecond: number;
  readonly slowest: string;
  /** Highest rate of each variant. */
  readonly capacities: readonly { readonly variant: string; readonly requestsPerSecond: number }[];
}

const WARM_MS = 2_000;
const WINDOW_MS = 5_000;
const MAX_FAILED_SHARE = 0.01;

/**
 * The rate for the fixed-rate windows: a share of what the slowest variant answers under saturation, so that no variant
 * is near its limit, where waiting and not cost decides. Needs a variant, and leaves the proxy in the last one.
 */
export async function calibrate(options: CalibrateOptions): Promise<Outcome<Calibration>> {
  const capacities: { variant: string; requestsPerSecond: number }[] = [];
  for (const { name, apply } of options.variants) {
    const applied = await apply();
    if (!applied.ok) return applied;
    const sample = await saturate(options);
    if (!sample.ok) return sample;
    const { requests, failed, requestsPerSecond } = sample.value;
    if (failed > requests * MAX_FAILED_SHARE) {
      return fail('preflight-failed', `${failed} of ${requests} requests failed while the rate of ${name} was sought.`);
    }
    capacities.push({ variant: name, requestsPerSecond });
  }
  const slowest = capacities.reduce((a, b) => (b.requestsPerSecond < a.requestsPerSecond ? b : a));
  const share = options.share ?? EXPERIMENT_DEFAULTS.rateShare;
  const requestsPerSecond = roundDown(slowest.requestsPerSecond * share);
  return succeed({ requestsPerSecond, slowest: slowest.variant, capacities });
}

async function saturate({ generator, signal, ...times }: CalibrateOptions): Promise<Outcome<LoadSample>> {
  const { warmMs = WARM_MS, windowMs = WINDOW_MS } = times;
  const run = generator.start({ durationMs: warmMs + windowMs + 60_000 });
  try {
    await sleep(warmMs, undefined, { signal });
    const fromUnixMs = Date.now();
    await sleep(windowMs, undefined, { signal });
    const sample = run.sample(fromUnixMs, Date.now());
    await run.stop();
    const result = sample === undefined || sample.requests === 0 ? await run.result() : succeed(sample);
    if (!result.ok) return result;
    if (result.value === undefined) return fail('preflight-failed', 'External load has no rate to be sought.');
    return succeed(result.value);
  } catch (error) {
    if (signal.aborted) return fail('asked-for', 'It was ended while the rate was sought.');
    throw error;
  } finally {
    await run.stop();
  }
}

/** To two digits: a rate that a person can remember, and give to a later run. */
function roundDown(rate: number): number {
  if (rate < 10) return rate;
  const step = 10 ** (Math.floor(Math.log10(rate)) - 1);
  return Math.floor(rate / step) * step;
}
