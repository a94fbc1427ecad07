import type { TreatmentProof, VoidReason } from '@meshprof/contracts';
import { sinkFailures } from '../envoy/sink-failures.ts';
import type { LoadSample } from '../load/load-generator.ts';
import type { MeasuredWindow } from './measure-window.ts';

export interface WindowFacts {
  readonly window: MeasuredWindow;
  readonly treatment: readonly TreatmentProof[];
  /** Of the warm-up before. */
  readonly steady: boolean;
  readonly generator: 'h2load' | 'wrk' | 'external';
  /** What the generator saw of the window, where it can tell. */
  readonly sample?: LoadSample | undefined;
  /** That was asked for; absent under saturation and with external load. */
  readonly requestsPerSecond?: number | undefined;
  /** As `windowRequests` tells. */
  readonly requests: number;
}

export interface VoidWindow {
  readonly reason: VoidReason;
  readonly detail: string;
}

export const VOID_LIMITS = {
  /** A timer's round-off is no throttling. */
  throttledShare: 0.0005,
  stealShare: 0.01,
  generatorCpuShare: 0.7,
  rateShare: 0.99,
  /** Others' connections come and go. */
  externalConnections: 0.1,
  /** Connections opened, of requests. */
  openedShare: 0.001,
} as const;

/**
 * Why a window says nothing about its variant; undefined if it may count. Of several reasons the one that most surely
 * falsifies comes first. Pure.
 */
export function judgeWindow(facts: WindowFacts): VoidWindow | undefined {
  for (const judge of JUDGES) {
    const verdict = judge(facts);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

type Judge = (facts: WindowFacts) => VoidWindow | undefined;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const JUDGES: readonly Judge[] = [
  ({ treatment }) => {
    const claim = treatment.find(({ proven }) => !proven);
    if (claim === undefined) return undefined;
    return {
      reason: 'treatment-not-proven',
      detail: `${claim.knob}: expected ${claim.expected}, saw ${claim.observed}.`,
    };
  },
  ({ window }) => {
    const failures = sinkFailures(window.before, window.after);
    return failures === undefined ? undefined : { reason: 'sink-failing', detail: failures };
  },
  ({ window: { throttledNs = 0, durationMs } }) => {
    if (throttledNs / 1e6 <= durationMs * VOID_LIMITS.throttledShare) return undefined;
    return { reason: 'throttled', detail: `The CPU quota held the proxy for ${(throttledNs / 1e6).toFixed(0)} ms.` };
  },
  ({ window: { stealShare } }) => {
    if (stealShare <= VOID_LIMITS.stealShare) return undefined;
    return { reason: 'steal', detail: `The hypervisor took ${percent(stealShare)} of the CPU time.` };
  },
  changedConnections,
  ({ sample, generator }) => {
    if (sample === undefined || sample.generatorCpuShare <= VOID_LIMITS.generatorCpuShare) return undefined;
    const share = percent(sample.generatorCpuShare);
    return { reason: 'generator-busy', detail: `${generator} used ${share} of the CPU that it may use.` };
  },
  ({ requests, window, requestsPerSecond }) => {
    if (requestsPerSecond === undefined) return undefined;
    const rate = (requests * 1_000) / window.durationMs;
    if (rate >= requestsPerSecond * VOID_LIMITS.rateShare) return undefined;
    return {
      reason: 'load-below-rate',
      detail: `${rate.toFixed(1)} requests/s came, ${requestsPerSecond} were asked for.`,
    };
  },
  ({ steady }) =>
    steady
      ? undefined
      : { reason: 'not-steady', detail: 'CPU per request was still changing when warming up was over.' },
];

/**
 * A generator keeps its connections, so one more or less changes the work. Others may open theirs anew meanwhile (a
 * second load, health checks): among a thousand requests to each, that is no cost that could be seen.
 */
function changedConnections({ window, generator, requests }: WindowFacts): VoidWindow | undefined {
  const [before, after] = [window.before.http, window.after.http];
  if (before === undefined || after === undefined) return undefined;
  const detail = `${before.connectionsActive} connections became ${after.connectionsActive}`;
  const change = Math.abs(after.connectionsActive - before.connectionsActive);
  if (generator === 'external') {
    const isFew = change <= Math.max(1, before.connectionsActive * VOID_LIMITS.externalConnections);
    return isFew ? undefined : { reason: 'connections-changed', detail: `${detail}.` };
  }
  const opened = after.connections - before.connections;
  if (change === 0 && opened <= requests * VOID_LIMITS.openedShare) return undefined;
  return { reason: 'connections-changed', detail: `${detail}, ${opened} were opened.` };
}
