import type { StandingAssignment } from '@meshprof/contracts';
import type { Surroundings } from '../discovery/identity.ts';
import { readProcessStat } from '../discovery/process-facts.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { type Meter, openRecording, type Recording } from '../session/recording.ts';
import type { SessionFailure } from '../session/session-failure.ts';

/** Where windows go. */
export interface WindowSink {
  /** Of a window that long; the last of a session may be shorter. */
  readonly windowMs: number;
  take(profiles: readonly ProcessProfile[], window: { fromUnixMs: number; toUnixMs: number }): Promise<void>;
  /** While the session runs: how to have the present window taken at once. Answers how to end that. */
  attach?(cut: () => Promise<void>): () => void;
}

export interface StandingSessionOptions {
  readonly assignment: StandingAssignment;
  readonly frequencyHz: number;
  readonly sink: WindowSink;
  readonly surroundings: Surroundings;
  readonly symbolCacheDir: string;
  readonly symbolPackDir: string;
  readonly meter: Meter;
  readonly onRunning: () => void;
  readonly signal: AbortSignal;
}

export type StandingEnd =
  | { readonly kind: 'stopped' }
  /** The process has ended. */
  | { readonly kind: 'exited' }
  | { readonly kind: 'failed'; readonly failure: SessionFailure };

/** A session's tables grow with its life, so it is followed by another after this long. */
const RECORDING_MS = 600_000;
const DRAIN_EVERY_MS = 1_000;
/** How long a window is kept back while its frames get their names. */
const WINDOW_NAME_WAIT_MS = 5_000;

/** Profiles one process until it ends or somebody stops it. Its windows abut, but for a moment between recordings. */
export async function runStandingSession(options: StandingSessionOptions): Promise<StandingEnd> {
  const { assignment, signal } = options;
  for (;;) {
    const now = readProcessStat(assignment.pid);
    if (now?.startTimeTicks !== assignment.startTimeTicks) return { kind: 'exited' };
    if (signal.aborted) return { kind: 'stopped' };
    const end = await new StandingRecording(options).run();
    if (end !== 'next') return end;
  }
}

class StandingRecording {
  readonly #options: StandingSessionOptions;
  #windowStartMs = performance.now();
  #takenUntilUnixMs = 0;
  #taking: Promise<void> = Promise.resolve();

  constructor(options: StandingSessionOptions) {
    this.#options = options;
  }

  async run(): Promise<StandingEnd | 'next'> {
    const { assignment, frequencyHz, surroundings, symbolCacheDir, symbolPackDir, meter, sink, signal } = this.#options;
    const { pid, events } = assignment;
    const more = { surroundings, symbolCacheDir, symbolPackDir, meter, drainEveryMs: DRAIN_EVERY_MS };
    const opened = meter(() => openRecording({ pids: [pid], events, frequencyHz, ...more }));
    if (!opened.ok) return { kind: 'failed', failure: opened.failure };
    const { recording } = opened;
    this.#takenUntilUnixMs = Number(recording.startUnixNs / 1_000_000n);
    this.#options.onRunning();
    const detach = sink.attach?.(() => this.#cut(recording));
    try {
      const end = await recording.run({ durationMs: RECORDING_MS, signal, onDrain: () => this.#onDrain(recording) });
      detach?.();
      const failure = end.kind === 'failed' ? end.failure : await recording.finish();
      if (failure !== undefined) return { kind: 'failed', failure };
      this.#takeWindow(recording);
      await this.#taking;
      return end.kind === 'duration' ? 'next' : { kind: end.kind === 'exited' ? 'exited' : 'stopped' };
    } finally {
      detach?.();
      recording.close();
    }
  }

  #onDrain(recording: Recording): void {
    const overdueMs = performance.now() - this.#windowStartMs - this.#options.sink.windowMs;
    const isNamed = !recording.hasPendingNames || overdueMs >= WINDOW_NAME_WAIT_MS;
    if (overdueMs >= 0 && isNamed) this.#takeWindow(recording);
  }

  /** Up to this moment, so that a session that begins now has the rest. */
  async #cut(recording: Recording): Promise<void> {
    recording.drain();
    this.#takeWindow(recording);
    await this.#taking;
  }

  #takeWindow(recording: Recording): void {
    const fromUnixMs = this.#takenUntilUnixMs;
    const profiles = recording.takeProfiles();
    this.#windowStartMs = performance.now();
    this.#takenUntilUnixMs = Number(recording.takenUntilUnixNs / 1_000_000n);
    const window = { fromUnixMs, toUnixMs: this.#takenUntilUnixMs };
    this.#taking = this.#taking.then(() => this.#options.sink.take(profiles, window));
  }
}
