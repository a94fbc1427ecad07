import type { EventId } from '@meshprof/contracts';
import type { Batch } from '@meshprof/native';
import type { Mapping, ProcessIdentity, ProcessProfile } from './process-profile.ts';

export interface ProfileBuilderOptions {
  /** Clock frequency of the session, 1–999 Hz: the weight of one tick. */
  readonly frequencyHz: number;
  readonly events: readonly EventId[];
  /** Whether the session tells who ended the waits; default false. */
  readonly wakers?: boolean;
  /** Whether its profiles are to hold stalls as a profile of their own; default false. */
  readonly stallProfile?: boolean;
}

/** One window: from the last `take` (or the session's start) to now. */
export interface TakeOptions {
  /** Who a process is. Asked once a process and window, also for processes that have ended since. */
  readonly identities: (tgid: number) => ProcessIdentity;
  /** A thread's own name (`Session.totals().threads`); undefined leaves its samples without a thread label. */
  readonly threadName: (tgid: number, tid: number) => string | undefined;
  readonly startUnixNs: bigint;
  readonly durationNs: bigint;
  readonly taskId?: string;
  /** Processes that yield a profile even if they had no sample in the window (files want an empty one). */
  readonly tgids?: readonly number[];
  /** Samples lost in the window by cause; counted by session, so only a session of one process knows whose. */
  readonly lost?: (tgid: number) => ProcessProfile['lost'];
  /** Build id of a file that carries none (`htlhash` of OTLP's profiles/mappings.md), or undefined if unreadable. */
  readonly htlhash?: (tgid: number, mapping: Mapping) => string | undefined;
}

/**
 * Collects a session's batches and hands out one profile a process and window. Holds the session's tables for its
 * life and the samples of the present window; not to be shared between sessions.
 */
export interface ProfileBuilder {
  /** Throws a RangeError if a batch points outside the tables: the addon broke its contract. */
  add(batch: Batch): void;
  take(options: TakeOptions): ProcessProfile[];
}
