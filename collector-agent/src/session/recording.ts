import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventId, OFF_CPU_DEFAULTS } from '@meshprof/contracts';
import { openSession, type Session, type SessionTotals } from '@meshprof/native';
import type { Surroundings } from '../discovery/identity.ts';
import { htlhashOfFile } from '../profile/htlhash.ts';
import { createProfileBuilder } from '../profile/profile-builder.ts';
import type { ProfileBuilder } from '../profile/profile-builder-options.ts';
import { NO_LOSSES, type ProcessProfile } from '../profile/process-profile.ts';
import { createIdentityTracker, type IdentityTracker } from './identity-tracker.ts';
import { ringBytesFor } from './ring-size.ts';
import { addLosses, lossesByCause, lossGrowth, lossNumbers, truncatedIn } from './losses-by-cause.ts';
import { type SessionFailure, sessionFailure } from './session-failure.ts';

/** How long a finished recording waits for names: a large binary takes a second when it is seen for the first time. */
const NAME_WAIT_MS = 5_000;
const NAME_LOOK_EVERY_MS = 20;

/** Between two drains; short enough that a process which lives half a second is still there to be identified. */
const DRAIN_EVERY_MS = 200;

export interface RecordingOptions {
  readonly pids: readonly [number, ...number[]];
  readonly followChildren?: boolean;
  readonly events: readonly EventId[];
  readonly frequencyHz: number;
  /** Also tell who ended the waits. */
  readonly wakers?: boolean;
  /** How long an event loop may go without waiting for events; absent: OFF_CPU_DEFAULTS. */
  readonly stallThresholdMs?: number;
  /** Whether profiles hold stalls as a profile of their own. */
  readonly stallProfile?: boolean;
  /** Stacks of waits a second; absent: OFF_CPU_DEFAULTS. */
  readonly stacksPerSecond?: number;
  /** Waits shorter than this have no stack; absent: none is too short. */
  readonly minWaitUs?: number;
  readonly surroundings: Surroundings;
  /** Where what is found out about binaries is kept; absent: nowhere. */
  readonly symbolCacheDir?: string;
  /** Where symbol packs are; absent: nowhere. */
  readonly symbolPackDir?: string;
  /** Between two drains; default 200. Nobody waits for one of a session without an end. */
  readonly drainEveryMs?: number;
  /** Wraps everything that costs CPU in this process; it happens on this thread, without waiting. */
  readonly meter?: Meter;
  /** Base name of the program that the first pid is about to run. */
  readonly launchedProgram?: string;
}

export type Meter = <T>(work: () => T) => T;

export interface RecordingProgress {
  readonly elapsedMs: number;
  readonly samplesKept: number;
  /** Of those on the CPU. */
  readonly samplesLost: number;
  readonly switches: number;
  /** Everything that is lacking, by id of the contracts' table; stacks only of windows that were taken. */
  readonly lostByCause: Readonly<Record<string, number>>;
}

export type RecordingEnd =
  | { readonly kind: 'duration' }
  | { readonly kind: 'stopped' }
  /** Every process that was asked for has ended. */
  | { readonly kind: 'exited' }
  | { readonly kind: 'failed'; readonly failure: SessionFailure };

export interface RunOptions {
  /** Absent: until stopped or until the processes end. */
  readonly durationMs?: number;
  readonly signal: AbortSignal;
  /** After every drain. */
  readonly onDrain?: () => void;
}

export type OpenedRecording =
  { readonly ok: true; readonly recording: Recording } | { readonly ok: false; readonly failure: SessionFailure };

/** Loads and attaches. The recording runs from here; call `run` next, and `close` in any case. */
export function openRecording(options: RecordingOptions): OpenedRecording {
  const cpus = availableParallelism();
  try {
    const session = openSession({
      pids: options.pids,
      followChildren: options.followChildren ?? false,
      events: options.events,
      frequencyHz: options.frequencyHz,
      stacksPerSecond: options.stacksPerSecond ?? OFF_CPU_DEFAULTS.stacksPerSecondAndCpu * cpus,
      ...(options.minWaitUs !== undefined && { minWaitUs: options.minWaitUs }),
      wakers: options.wakers ?? false,
      stallThresholdMs: options.stallThresholdMs ?? OFF_CPU_DEFAULTS.stallThresholdMs,
      ringBytes: ringBytesFor(options, cpus),
      ...(options.symbolCacheDir !== undefined && { symbolCacheDir: options.symbolCacheDir }),
      ...(options.symbolPackDir !== undefined && { symbolPackDir: options.symbolPackDir }),
      // `finish` waits without holding up the other sessions of this process.
      nameWaitMs: 0,
    });
    return { ok: true, recording: new Recording(options, session) };
  } catch (error) {
    return { ok: false, failure: sessionFailure(error) };
  }
}

/** One native session with what turns its batches into profiles. */
export class Recording {
  readonly startUnixNs: bigint;
  readonly #options: RecordingOptions;
  readonly #session: Session;
  readonly #builder: ProfileBuilder;
  readonly #identities: IdentityTracker;
  /** Told by windows that were taken. */
  #lossesTaken = NO_LOSSES;
  #truncatedTaken = NO_LOSSES;
  readonly #living: Set<number>;
  /** Of `performance.now()`. */
  readonly #startMs: number;
  #takenUntilNs = 0n;
  #pendingNames = 0;
  #failure: SessionFailure | undefined;
  #finalTotals: SessionTotals | undefined;

  constructor(options: RecordingOptions, session: Session) {
    this.#options = options;
    this.#session = session;
    // The session's own clock: it began while it was still attaching to the threads.
    const { durationNs } = session.totals();
    this.#startMs = performance.now() - Number(durationNs) / 1e6;
    this.startUnixNs = BigInt(Date.now()) * 1_000_000n - durationNs;
    this.#living = new Set(options.pids);
    this.#builder = createProfileBuilder({
      frequencyHz: options.frequencyHz,
      events: options.events,
      wakers: options.wakers ?? false,
      stallProfile: options.stallProfile ?? false,
    });
    this.#identities = createIdentityTracker({
      surroundings: options.surroundings,
      firstPid: options.pids[0],
      ...(options.launchedProgram !== undefined && { launchedProgram: options.launchedProgram }),
    });
  }

  /** Drains until the time is up, somebody stops it or nothing is left to record. */
  async run({ durationMs = Infinity, signal, onDrain }: RunOptions): Promise<RecordingEnd> {
    const remainingMs = (): number => durationMs - (performance.now() - this.#startMs);
    const everyMs = this.#options.drainEveryMs ?? DRAIN_EVERY_MS;
    for (;;) {
      await sleep(Math.min(everyMs, Math.max(0, remainingMs())), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return { kind: 'stopped' };
      // No drain at the end: `finish` stops first, or the time that draining takes would be recorded too.
      if (remainingMs() <= 0) return { kind: 'duration' };
      this.drain();
      if (this.#failure !== undefined) return { kind: 'failed', failure: this.#failure };
      onDrain?.();
      if (this.#options.pids.every((pid) => !this.#living.has(pid))) return { kind: 'exited' };
    }
  }

  /**
   * Detaches, takes what is left and waits for names that are still being read; totals are final from then on. Undefined
   * if all went well.
   */
  async finish(): Promise<SessionFailure | undefined> {
    if (this.#finalTotals !== undefined || this.#failure !== undefined) return this.#failure;
    try {
      this.#session.stop();
      this.drain();
      const deadlineMs = performance.now() + NAME_WAIT_MS;
      while (this.#pendingNames > 0 && performance.now() < deadlineMs) {
        await sleep(NAME_LOOK_EVERY_MS);
        this.drain();
      }
      this.#finalTotals = this.#session.totals();
    } catch (error) {
      this.#failure = sessionFailure(error);
    }
    return this.#failure;
  }

  /** True while frames are without the names that they will get. */
  get hasPendingNames(): boolean {
    return this.#pendingNames > 0;
  }

  totals(): SessionTotals {
    return this.#finalTotals ?? this.#session.totals();
  }

  progress(): RecordingProgress {
    const totals = this.totals();
    return {
      elapsedMs: Number(totals.durationNs / 1_000_000n),
      samplesKept: Number(totals.onCpuKept),
      samplesLost: Number(Object.values(totals.onCpuLost).reduce((sum, lost) => sum + lost, 0n)),
      switches: Number(totals.waitClasses.reduce((sum, { switches }) => sum + switches, 0n)),
      lostByCause: lossNumbers(addLosses(lossesByCause(totals), this.#truncatedTaken)),
    };
  }

  /** End of the last window that was taken. */
  get takenUntilUnixNs(): bigint {
    return this.startUnixNs + this.#takenUntilNs;
  }

  /** Takes what the kernel has; `run` does so by itself. */
  drain(): void {
    this.#metered(() => this.#drain());
  }

  /** Profiles of the window since the last call (or the start), one a process. */
  takeProfiles(taskId?: string): ProcessProfile[] {
    return this.#metered(() => this.#takeProfiles(taskId));
  }

  #metered<T>(work: () => T): T {
    return this.#options.meter === undefined ? work() : this.#options.meter(work);
  }

  #takeProfiles(taskId?: string): ProcessProfile[] {
    const totals = this.totals();
    const startUnixNs = this.takenUntilUnixNs;
    const durationNs = totals.durationNs - this.#takenUntilNs;
    this.#takenUntilNs = totals.durationNs;
    const names = new Map(
      [...totals.threads, ...totals.pageFaults].map(({ tgid, tid, name }) => [`${tgid}/${tid}`, name])
    );
    const losses = lossesByCause(totals);
    const lost = lossGrowth(this.#lossesTaken, losses);
    this.#lossesTaken = losses;
    const profiles = this.#builder.take({
      identities: (tgid) => this.#identities.of(tgid, names.get(`${tgid}/${tgid}`)),
      threadName: (tgid, tid) => names.get(`${tgid}/${tid}`),
      startUnixNs,
      durationNs,
      tgids: this.#options.pids,
      lost: (tgid) => (tgid === this.#options.pids[0] ? lost : NO_LOSSES),
      htlhash: (tgid, { memoryStart, memoryLimit }) =>
        htlhashOfFile(`/proc/${tgid}/map_files/${memoryStart.toString(16)}-${memoryLimit.toString(16)}`),
      ...(taskId !== undefined && { taskId }),
    });
    this.#truncatedTaken = profiles.map(({ lost }) => truncatedIn(lost)).reduce(addLosses, this.#truncatedTaken);
    return profiles;
  }

  close(): void {
    this.#session.close();
  }

  #drain(): void {
    if (this.#finalTotals !== undefined || this.#failure !== undefined) return;
    try {
      const batch = this.#session.drain();
      // Before the exits are noted: a process that ended a moment ago may still be readable as a zombie's parent left it.
      this.#identities.refresh(new Set([...this.#living, ...batch.sampleTgid]));
      for (const tgid of batch.exitedTgids) this.#living.delete(tgid);
      this.#builder.add(batch);
      this.#pendingNames = batch.pendingNames;
    } catch (error) {
      this.#failure = sessionFailure(error);
    }
  }
}
