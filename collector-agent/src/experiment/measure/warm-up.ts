import { type Outcome, succeed } from '../drivers/outcome.ts';
import type { LoadRun } from '../load/load-generator.ts';
import { measureWindow, type MeasuredTarget } from './measure-window.ts';
import { windowRequests } from './window-requests.ts';

export interface WarmUpOptions {
  readonly target: MeasuredTarget;
  readonly load: LoadRun;
  /** It takes this long at least. */
  readonly warmMs: number;
  /** And no longer than this. Default: three times as long, 20 s at least. */
  readonly limitMs?: number;
  /** Of windows of 5 s, in percent. Default: 3. */
  readonly steadyPercent?: number;
  readonly signal: AbortSignal;
}

export interface WarmUp {
  /** Two windows in a row agreed. */
  readonly steady: boolean;
  /** Of each window, in order. */
  readonly cpuPerRequestUs: readonly number[];
}

const WINDOW_MS = 5_000;
const MIN_WINDOWS = 3;
const MIN_LIMIT_MS = 20_000;
const STEADY_PERCENT = 3;

/** Waits until the proxy under load costs the same in two windows in a row, by CPU time per request. */
export async function warmUp({ target, load, warmMs, signal, ...options }: WarmUpOptions): Promise<Outcome<WarmUp>> {
  const cpuPerRequestUs: number[] = [];
  if (warmMs === 0) return succeed({ steady: true, cpuPerRequestUs });
  const windowMs = Math.min(WINDOW_MS, warmMs / MIN_WINDOWS);
  const limitMs = options.limitMs ?? Math.max(MIN_LIMIT_MS, 3 * warmMs);
  const startMs = performance.now();
  for (;;) {
    const window = await measureWindow(target, windowMs, signal);
    if (!window.ok) return window;
    const { startUnixMs, durationMs, before, after, cpuNs } = window.value;
    const requests = windowRequests(before, after, load.sample(startUnixMs, startUnixMs + durationMs))?.requests ?? 0;
    cpuPerRequestUs.push(requests > 0 ? cpuNs / 1_000 / requests : Number.NaN);
    const tookMs = performance.now() - startMs;
    const steady = agree(cpuPerRequestUs.at(-2), cpuPerRequestUs.at(-1), toleranceOf(windowMs, options.steadyPercent));
    if (steady && tookMs >= warmMs - 1) return succeed({ steady, cpuPerRequestUs });
    if (tookMs + windowMs > limitMs) return succeed({ steady: false, cpuPerRequestUs });
  }
}

/** Noise of a mean grows with the root of how much shorter it is: one of 1 s may differ more than one of 5 s. */
export function toleranceOf(windowMs: number, steadyPercent = STEADY_PERCENT): number {
  return (steadyPercent / 100) * Math.sqrt(WINDOW_MS / Math.min(windowMs, WINDOW_MS));
}

export function agree(one: number | undefined, other: number | undefined, tolerance: number): boolean {
  if (one === undefined || other === undefined || !(one > 0) || !(other > 0)) return false;
  return Math.abs(Math.log(other / one)) <= Math.log(1 + tolerance);
}
