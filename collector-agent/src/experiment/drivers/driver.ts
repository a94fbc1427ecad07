import type { ExperimentDriver, ExperimentFinding, TreatmentProof, Variant } from '@meshprof/contracts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { Outcome } from './outcome.ts';

/** What must be put back, as JSON: another process restores with nothing but this and the target. */
export interface Snapshot {
  readonly driver: ExperimentDriver;
  /** Of the proxy's configuration before the first write. */
  readonly hash: string;
  /** The driver's own; checked when it is read again. */
  readonly data: unknown;
}

export interface Converged {
  /** False where old connections were still there when the wait for them was over. */
  readonly drained: boolean;
  readonly configHash: string;
}

export interface Restored {
  readonly hash: string;
  /** The proxy's configuration is the one of before: its hash is the snapshot's. */
  readonly proven: boolean;
  /** What somebody should know of it, a sentence each: what of others had to be replaced, and where it is kept. */
  readonly notes?: readonly string[];
}

/**
 * Turns a proxy into a variant and back. One a target and run; calls come one after the other, but for `readCounters`
 * and `checkUnchanged`, which guards make meanwhile. Nothing rejects but for programming errors.
 */
export interface Driver {
  /** Of the proxy's process. */
  readonly pid: number;
  /** Everything that forbids or endangers this experiment on this target. Changes nothing. */
  preflight(): Promise<readonly ExperimentFinding[]>;
  /** To be journalled before the first `apply`. */
  snapshot(): Promise<Outcome<Snapshot>>;
  /** Turns the proxy into this variant, from whatever variant it has. Idempotent. */
  apply(variant: Variant, snapshot: Snapshot): Promise<Outcome<void>>;
  /** Waits until the proxy has it and old connections are gone, or says why not (`configuration-rejected`). */
  converge(variant: Variant, signal: AbortSignal): Promise<Outcome<Converged>>;
  /** Idempotent; works from any state, also in a process that applied nothing. */
  restore(snapshot: Snapshot): Promise<Outcome<Restored>>;
  configHash(): Promise<Outcome<string>>;
  /**
   * `foreign-change` where the configuration, or what we wrote, is no longer as `converge` left it; `proxy-restarted`
   * where the proxy is another process. Cheap enough for a guard. Succeeds before the first `converge`, and while an
   * `apply`, a `converge` or a `restore` is under way.
   */
  checkUnchanged(): Promise<Outcome<void>>;
  readCounters(): Promise<Outcome<ProxyCounters>>;
  /** Of a measured window: each knob's claim with what the proxy's counters and configuration say. */
  prove(variant: Variant, before: ProxyCounters, after: ProxyCounters): Promise<readonly TreatmentProof[]>;
  /** Folders, as this process reaches them, of the files that the proxy logs into and of those that we write. */
  diskPaths(): Promise<readonly string[]>;
  /** Ends what it holds open; changes nothing in the proxy. */
  close(): Promise<void>;
}
