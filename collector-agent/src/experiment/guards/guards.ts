import type { AbortReason, ExperimentGuards, GuardValues } from '@meshprof/contracts';
import type { Driver } from '../drivers/driver.ts';
import type { LoadRun } from '../load/load-generator.ts';

/** What must not happen, happened. */
export interface Breach {
  readonly reason: AbortReason;
  /** One sentence with the values. */
  readonly detail: string;
}

/** The spec's guards with the defaults filled in. */
export type GuardLimits = Readonly<Required<Omit<ExperimentGuards, 'deadManMs'>>>;

export interface GuardOptions {
  readonly limits: GuardLimits;
  readonly driver: Pick<Driver, 'pid' | 'readCounters' | 'checkUnchanged'>;
  /** Whose file systems must not fill: the driver's `diskPaths()`, and the journal's folder. */
  readonly diskPaths: readonly string[];
  /** What the run took before this process, where it was resumed. */
  readonly elapsedBeforeMs?: number;
  /** Once, with the first breach; the watch then ends. Called on the event loop, never from within `startGuards`. */
  readonly onBreach: (breach: Breach) => void;
  /** After each look that found no breach. */
  readonly onLook?: (values: GuardValues) => void;
}

/** What later windows are compared with. */
export interface GuardBaseline {
  /** Of requests, 0 to 1. */
  readonly failedShare: number;
  /** Absent where the generator has no log of requests: then the proxy's own histogram is compared with itself. */
  readonly p99Us?: number;
}

/** Goes on while the load is held, and while nothing is measured; the runner starts one and stops it. */
export interface GuardWatch {
  readonly breach: Breach | undefined;
  /** After each slot of the baseline; before the first, failures count against none, and latency is not judged. */
  setBaseline(baseline: GuardBaseline): void;
  /** The load that runs now; undefined while there is none. */
  setLoad(run: LoadRun | undefined): void;
  stop(): void;
}
