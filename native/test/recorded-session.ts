import { setTimeout as sleep } from 'node:timers/promises';
import { openSession, type Batch, type Session, type SessionOptions, type SessionTotals } from '../index.ts';

export interface RecordedSample {
  readonly kind: number;
  readonly tgid: number;
  readonly tid: number;
  readonly waitClass: number;
  readonly count: bigint;
  readonly timeNs: bigint;
  readonly estimatedNs: bigint;
  readonly varianceNs2: number;
  /** Names of frames, leaf first. */
  readonly frames: readonly string[];
  readonly complete: boolean;
}

export interface Recording {
  readonly samples: readonly RecordedSample[];
  readonly totals: SessionTotals;
  readonly exitedTgids: readonly number[];
}

/** Index in WAIT_CLASSES of contracts, which native must not import; tests/unit/shared-tables.test.ts compares. */
export const WaitClass = {
  runnable: 1,
  preempted: 2,
  throttled: 3,
  pollIdle: 4,
  lock: 5,
  sleep: 6,
  network: 7,
  pipe: 8,
} as const;

const DRAIN_MS = 100;

/** Joins batches: tables grow for the life of a session, so rows of one batch may point into earlier ones. */
export class RecordedSession {
  readonly session: Session;
  readonly #strings: string[] = [];
  readonly #frames: string[] = [];
  readonly #stacks: { frames: Uint32Array; complete: boolean }[] = [];
  readonly #samples: (Omit<RecordedSample, 'frames' | 'complete'> & { readonly stack: number })[] = [];
  readonly #exitedTgids: number[] = [];

  constructor(options: Omit<SessionOptions, 'events' | 'frequencyHz'> & Partial<SessionOptions>) {
    this.session = openSession({ events: ['on-cpu', 'off-cpu'], frequencyHz: 99, nameWaitMs: 60_000, ...options });
  }

  drain(): void {
    this.#add(this.session.drain());
  }

  /** Drains until the promise is settled. */
  async during<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    void work.finally(() => (settled = true)).catch(() => undefined);
    while (!settled) {
      await sleep(DRAIN_MS);
      this.drain();
    }
    return work;
  }

  /** Stops, takes what is left, closes. */
  finish(): Recording {
    this.session.stop();
    this.drain();
    const totals = this.session.totals();
    this.session.close();
    return { samples: this.#namedSamples(), totals, exitedTgids: this.#exitedTgids };
  }

  #namedSamples(): RecordedSample[] {
    return this.#samples.map(({ stack, ...sample }) => {
      const { frames, complete } = this.#stacks[stack]!;
      return { ...sample, frames: Array.from(frames, (frame) => this.#frames[frame]!), complete };
    });
  }

  #add(batch: Batch): void {
    this.#strings.push(...batch.strings);
    for (const name of batch.frameName) this.#frames.push(this.#strings[name]!);
    batch.renamedFrame.forEach((frame, i) => (this.#frames[frame] = this.#strings[batch.renamedName[i]!]!));
    batch.stackComplete.forEach((complete, i) => {
      const frames = batch.stackFrame.slice(batch.stackOffset[i], batch.stackOffset[i + 1]);
      this.#stacks.push({ frames, complete: complete === 1 });
    });
    batch.sampleKind.forEach((kind, i) => {
      this.#samples.push({
        kind,
        tgid: batch.sampleTgid[i]!,
        tid: batch.sampleTid[i]!,
        waitClass: batch.sampleWaitClass[i]!,
        count: batch.sampleCount[i]!,
        timeNs: batch.sampleTimeNs[i]!,
        estimatedNs: batch.sampleEstimatedNs[i]!,
        varianceNs2: batch.sampleVarianceNs2[i]!,
        stack: batch.sampleStack[i]!,
      });
    });
    this.#exitedTgids.push(...batch.exitedTgids);
  }
}

export const sum = (values: Iterable<bigint>): bigint => [...values].reduce((total, value) => total + value, 0n);

/**
 * Switches that stand in no stack, of a class where one is given. Above its budget the kernel side captures waits by lot
 * when they begin and surely when they were long, but the second says nothing of how many there were: under load the
 * first waits in a place may have all their time below their stack and be counted here.
 */
export const unsampledSwitches = (samples: readonly RecordedSample[], waitClass?: number): number =>
  Number(
    sum(
      samples
        .filter((sample) => sample.frames[0] === '[unsampled]')
        .filter((sample) => waitClass === undefined || sample.waitClass === waitClass)
        .map(({ count }) => count)
    )
  );
