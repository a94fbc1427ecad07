import type { ExperimentFinding, SlotProfile } from '@meshprof/contracts';
import type { Driver } from '../drivers/driver.ts';
import type { Outcome } from '../drivers/outcome.ts';
import type { GuardOptions, GuardWatch } from '../guards/guards.ts';
import type { CalibrateOptions, Calibration } from '../load/calibrate.ts';
import type { LoadGenerator, LoadRun } from '../load/load-generator.ts';
import type { MeasuredWindow } from '../measure/measure-window.ts';
import type { WarmUp } from '../measure/warm-up.ts';

/** What a run acts through. Made anew by each process that goes on with the run. */
export interface RunTools {
  /** Needs nothing of the bench: what is to be put back is put back whatever else is missing. Tried again if it fails. */
  openDriver(): Promise<Outcome<Driver>>;
  /** Once, in the preflight. */
  openBench(driver: Driver): Outcome<SlotBench>;
}

/** Load, clock and profiler of one proxy. */
export interface SlotBench {
  /** What is missing for the load or the profile, or endangers them. */
  readonly findings: readonly ExperimentFinding[];
  readonly load: LoadGenerator;
  calibrate(variants: CalibrateOptions['variants'], signal: AbortSignal): Promise<Outcome<Calibration>>;
  warmUp(load: LoadRun, warmMs: number, signal: AbortSignal): Promise<Outcome<WarmUp>>;
  measure(durationMs: number, signal: AbortSignal): Promise<Outcome<MeasuredWindow>>;
  /** Undefined where profiles cannot be taken here; a finding says why. */
  readonly profile: ((order: ProfileOrder, signal: AbortSignal) => Promise<ProfileOutcome>) | undefined;
  guard(options: Pick<GuardOptions, 'elapsedBeforeMs' | 'onBreach' | 'onLook'>): Promise<GuardWatch>;
}

export interface ProfileOrder {
  readonly durationMs: number;
  readonly variant: string;
}

export type ProfileOutcome =
  | { readonly ok: true; readonly profile: SlotProfile }
  /** The slot counts without one. */
  | { readonly ok: false; readonly detail: string };
