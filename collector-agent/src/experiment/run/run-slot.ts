import type { SlotResult, SlotStep, TreatmentProof, Variant } from '@meshprof/contracts';
import type { Converged, Driver, Snapshot } from '../drivers/driver.ts';
import { fail, type Failure, type Outcome, succeed } from '../drivers/outcome.ts';
import type { GuardWatch } from '../guards/guards.ts';
import type { SlotKey } from '../journal/journal-records.ts';
import type { LoadRun, LoadSample } from '../load/load-generator.ts';
import { judgeWindow } from '../measure/judge-window.ts';
import type { MeasuredWindow } from '../measure/measure-window.ts';
import { windowRequests } from '../measure/window-requests.ts';
import type { SlotBench } from './run-tools.ts';
import type { WarmNoise } from './warm-noise.ts';

export interface SlotParts {
  readonly driver: Driver;
  readonly bench: SlotBench;
  readonly snapshot: Snapshot;
  readonly variant: Variant;
  /** What the proxy's configuration was the last time that it had this variant, if it had. */
  readonly knownHash?: string;
  readonly guard: Pick<GuardWatch, 'setLoad'>;
  readonly times: { readonly warmMs: number; readonly windowMs: number; readonly profileMs: number };
  /** Absent under saturation and external load. */
  readonly requestsPerSecond?: number;
  /** Absent where the spec says how steady it must be. */
  readonly noise?: WarmNoise;
  /** Before each step; what it does is not done before this has returned. */
  readonly onStep: (step: SlotStep) => void;
  /** What is not as it should be, though the slot counts. */
  readonly onNote: (sentence: string) => void;
}

/** More than warming up, measuring and profiling can take; the slot stops the load itself. */
const LOAD_SLACK_MS = 60_000;
const MAX_DETAIL_LENGTH = 500;

/**
 * One slot: the variant applied, converged, warmed up, measured, profiled. A failure ends the run, unless `signal` was
 * aborted meanwhile: then it only says so.
 */
export async function runSlot(parts: SlotParts, key: SlotKey, signal: AbortSignal): Promise<Outcome<SlotResult>> {
  const { driver, variant, snapshot, onStep } = parts;
  onStep('apply');
  const applied = await driver.apply(variant, snapshot);
  if (!applied.ok) return applied;
  if (signal.aborted) return INTERRUPTED;
  onStep('converge');
  const converged = await driver.converge(variant, signal);
  if (!converged.ok) return converged;
  if (signal.aborted) return INTERRUPTED;
  if (parts.knownHash !== undefined && converged.value.configHash !== parts.knownHash) return changedMeanwhile(variant);
  // The load of the slot before is gone: what connects from here on connects to the variant.
  onStep('drain');
  const load = startLoad(parts);
  parts.guard.setLoad(load);
  try {
    return await runUnderLoad(parts, { key, load, converged: converged.value }, signal);
  } finally {
    parts.guard.setLoad(undefined);
    await load.stop();
  }
}

/** Guards see what others change while a variant is on; what they change while it is being applied only this shows. */
function changedMeanwhile({ name }: Variant): Failure {
  const detail = `With ${name} applied the proxy's configuration is not the one that it had with ${name} before: somebody else changed it.`;
  return fail('foreign-change', detail);
}

const INTERRUPTED = fail('asked-for', 'The slot was interrupted.');

function startLoad({ bench, times, requestsPerSecond }: SlotParts): LoadRun {
  const durationMs = times.warmMs * 2 + times.windowMs + times.profileMs + LOAD_SLACK_MS;
  return bench.load.start({ durationMs, ...(requestsPerSecond !== undefined && { requestsPerSecond }) });
}

interface UnderLoad {
  readonly key: SlotKey;
  readonly load: LoadRun;
  readonly converged: Converged;
}

async function runUnderLoad(parts: SlotParts, slot: UnderLoad, signal: AbortSignal): Promise<Outcome<SlotResult>> {
  const { bench, times, noise, onStep, driver, variant } = parts;
  onStep('warm');
  const warmed = await bench.warmUp(slot.load, times.warmMs, signal);
  if (!warmed.ok) return warmed;
  onStep('measure');
  const measured = await bench.measure(times.windowMs, signal);
  if (!measured.ok) return measured;
  if (slot.load.problem !== undefined) return fail('preflight-failed', slot.load.problem);
  const window = measured.value;
  // Asked for before the profile: later the generator may have forgotten it.
  const early = slot.load.sample(window.startUnixMs, window.startUnixMs + window.durationMs);
  const proofs = await driver.prove(variant, window.before, window.after);
  const treatment = [...proofs, ...asBefore(parts, slot.converged)];
  const profile = await profileOf(parts, signal);
  if (signal.aborted) return INTERRUPTED;
  const sample = early ?? (await wholeRun(slot.load));
  const { requests, failed } = windowRequests(window.before, window.after, sample) ?? NO_REQUESTS;
  const found = slot.converged.drained
    ? judgeWindow({
        ...{ window, treatment, sample, requests, requestsPerSecond: parts.requestsPerSecond },
        steady: warmed.value.steady || noise?.isSteady(warmed.value.cpuPerRequestUs) === true,
        generator: bench.load.kind,
      })
    : NOT_DRAINED;
  return succeed({
    ...slot.key,
    ...measurements(window, requests),
    failedRequests: failed,
    ...(sample?.latencyUs !== undefined && { latencyUs: sample.latencyUs }),
    ...(profile !== undefined && { profile }),
    treatment,
    configHash: slot.converged.configHash,
    ...(found !== undefined && { void: { ...found, detail: found.detail.slice(0, MAX_DETAIL_LENGTH) } }),
  });
}

/** What a variant without settings claims: that the proxy is as it was found. */
function asBefore({ variant, snapshot }: SlotParts, { configHash }: Converged): TreatmentProof[] {
  if (variant.knobs.length > 0) return [];
  const proven = configHash === snapshot.hash;
  const observed = proven ? 'its hash is the same' : 'its hash is another';
  return [{ knob: 'none', expected: 'the configuration of before', observed, proven }];
}

const NO_REQUESTS = { requests: 0, failed: 0 };
const NOT_DRAINED = {
  reason: 'treatment-not-proven' as const,
  detail: 'Connections from before the change were still open, with the settings of before.',
};

/** What wrk tells it tells at its end. */
async function wholeRun(load: LoadRun): Promise<LoadSample | undefined> {
  await load.stop();
  const result = await load.result();
  return result.ok ? result.value : undefined;
}

async function profileOf(parts: SlotParts, signal: AbortSignal): Promise<SlotResult['profile']> {
  const { bench, times, variant, onStep, onNote } = parts;
  if (bench.profile === undefined || times.profileMs === 0) return undefined;
  onStep('profile');
  const outcome = await bench.profile({ durationMs: times.profileMs, variant: variant.name }, signal);
  if (outcome.ok) return outcome.profile;
  if (!signal.aborted) onNote(outcome.detail);
  return undefined;
}

function measurements({ startUnixMs, durationMs, cpuNs, switches }: MeasuredWindow, requests: number) {
  return {
    ...{ startUnixMs, durationMs, cpuNs, switches, requests },
    requestsPerSecond: requests / (durationMs / 1_000),
    cpuPerRequestUs: requests === 0 ? 0 : cpuNs / 1_000 / requests,
  };
}
