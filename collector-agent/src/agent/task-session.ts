import type { Assignment, ProxySettings, StatusReport, TargetState, TargetSummary } from '@meshprof/contracts';
import type { SessionTotals } from '@meshprof/native';
import type { Surroundings } from '../discovery/identity.ts';
import { readProcessStat } from '../discovery/process-facts.ts';
import { openRecording, type Recording, type RecordingEnd, type RecordingProgress } from '../session/recording.ts';
import type { SessionFailure } from '../session/session-failure.ts';
import { exportBefore } from '../flight-recorder/export-before.ts';
import type { FlightRecorder } from '../flight-recorder/flight-recorder.ts';
import type { AskedProcess } from '../proxy-settings/ask-proxy-settings.ts';
import { type SummaryOptions, TargetSummaryBuilder } from '../summary/target-summary.ts';
import { CpuMeter } from '../standing/cpu-meter.ts';
import { AwaitedSettings } from './awaited-settings.ts';
import { addProgress, restOf } from './resumed-session.ts';
import { SessionCpuLimit } from './session-cpu-limit.ts';
import { outcomeOf, type SessionOutcome, type SessionStop } from './session-outcome.ts';
import type { DeliveryOutcome, ProfileDelivery } from './profile-delivery.ts';

export interface TaskSessionOptions {
  readonly assignment: Assignment;
  readonly surroundings: Surroundings;
  readonly delivery: ProfileDelivery;
  readonly recorder: FlightRecorder;
  readonly report: (report: StatusReport) => void;
  readonly symbolCacheDir: string;
  readonly symbolPackDir: string;
  /** Of an Envoy: what its files say now. Never rejects. */
  readonly readSettings: (asked: AskedProcess) => Promise<ProxySettings | undefined>;
  /** What could not be read of the target's binaries, a sentence each, when the session ends. */
  readonly onProblems: (sentences: readonly string[]) => void;
  /** After each exported window. */
  readonly onWindow: (totals: SessionTotals) => void;
  /** Aborted with a `SessionStop` as its reason. */
  readonly signal: AbortSignal;
}

/** Longer sessions are exported in windows of this length (design: "Export every 10 s or at a session's end"). */
const WINDOW_MS = 10_000;
/** A last window shorter than this is not worth a profile of its own. */
const SHORTEST_WINDOW_MS = 3_000;
const REPORT_EVERY_MS = 1_900;
/** How long a window is kept back while its frames get their names. */
const WINDOW_NAME_WAIT_MS = 2_000;
/** How long a finished session waits for the endpoint before it says that the profile is in the spool. */
const DELIVERY_TIMEOUT_MS = 30_000;
const SHUTDOWN_DELIVERY_TIMEOUT_MS = 3_000;

/** Holds one assignment from its start to its final report. Never rejects: whatever happens becomes a report. */
export async function runTaskSession(options: TaskSessionOptions): Promise<SessionOutcome> {
  const session = new TaskSession(options);
  try {
    return await session.run();
  } catch (error) {
    // A defect of ours must end this session only, and visibly.
    return session.end({
      state: 'failed',
      reasonCode: 'load-failed',
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

class TaskSession {
  readonly #options: TaskSessionOptions;
  #recording: Recording | undefined;
  #progress: RecordingProgress = { elapsedMs: 0, samplesKept: 0, samplesLost: 0, switches: 0, lostByCause: {} };
  #profileEndUnixMs: number | undefined;
  /** Of what the flight recorder gave; null if it held nothing. */
  #beforeUnixMs: number | null | undefined;
  #reportedAtMs = 0;
  #windowStartMs = 0;
  readonly #summaries = new TargetSummaryBuilder();
  #summary: TargetSummary | undefined;
  #settings: AwaitedSettings | undefined;
  readonly #windows: Promise<DeliveryOutcome>[] = [];
  readonly #meter = new CpuMeter();
  readonly #ownStop = new AbortController();
  readonly #signal: AbortSignal;
  #durationMs = 0;
  #cpuLimit: SessionCpuLimit | undefined;

  constructor(options: TaskSessionOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#ownStop.signal]);
  }

  async run(): Promise<SessionOutcome> {
    const { pid, startTimeTicks, agentCpuPercent } = this.#options.assignment;
    const durationMs = restOf(this.#options.assignment);
    if (durationMs === 'over') return this.#missed();
    this.#durationMs = durationMs;
    if (readProcessStat(pid)?.startTimeTicks !== startTimeTicks)
      return this.#fail({ reasonCode: 'process-not-found', detail: '' });
    const opened = this.#open();
    if (!opened.ok) return this.#fail(opened.failure);
    this.#recording = opened.recording;
    // Not before: opening takes seconds on a busy machine, and would be cut off the first window.
    this.#windowStartMs = performance.now();
    try {
      this.#exportBefore();
      // At the start: what is in force while it is profiled.
      this.#settings = new AwaitedSettings(this.#options.readSettings({ pid, startTimeTicks }));
      this.#report('running');
      if (agentCpuPercent !== undefined) {
        this.#cpuLimit = new SessionCpuLimit(agentCpuPercent, () => this.#meter.takePercent(), performance.now());
      }
      const signal = this.#signal;
      const end = await opened.recording.run({ durationMs, signal, onDrain: () => this.#onDrain() });
      const failure = end.kind === 'failed' ? end.failure : await opened.recording.finish();
      if (failure !== undefined) return this.#fail(failure);
      return await this.#deliver(opened.recording, end);
    } finally {
      opened.recording.close();
    }
  }

  #open() {
    const { assignment, surroundings, symbolCacheDir, symbolPackDir } = this.#options;
    const { pid, events, frequencyHz, offCpu } = assignment;
    const { wakers, stalls: stallProfile } = summaryOptions(assignment);
    return openRecording({
      ...offCpu,
      ...{ pids: [pid], events, frequencyHz, wakers, stallProfile, surroundings, symbolCacheDir, symbolPackDir },
      meter: this.#meter.measure,
    });
  }

  /** An agent that was restarted has recorded the beginning; one that comes late has nothing. */
  #missed(): SessionOutcome {
    const { progress, isExported } = this.#options.assignment;
    if (progress === undefined) return this.end({ state: 'failed', reasonCode: 'start-missed' });
    if (isExported === false) return this.end({ state: 'failed', reasonCode: 'recording-lost' });
    return this.end({ state: 'completed', reasonCode: 'agent-restarted' });
  }

  end(outcome: SessionOutcome): SessionOutcome {
    this.#report(outcome.state, outcome);
    return outcome;
  }

  #fail({ reasonCode, detail }: SessionFailure): SessionOutcome {
    return this.end({ state: 'failed', reasonCode, ...(detail !== '' && { detail }) });
  }

  #onDrain(): void {
    const now = performance.now();
    if (this.#cpuLimit?.isExceeded(now) === true) this.#ownStop.abort('cpu-budget' satisfies SessionStop);
    const remainingMs = this.#durationMs - this.#progress.elapsedMs;
    const overdueMs = now - this.#windowStartMs - WINDOW_MS;
    const isNamed = this.#recording?.hasPendingNames !== true || overdueMs >= WINDOW_NAME_WAIT_MS;
    if (overdueMs >= 0 && isNamed && remainingMs >= SHORTEST_WINDOW_MS) {
      this.#windowStartMs = now;
      this.#exportWindow();
    }
    if (now - this.#reportedAtMs >= REPORT_EVERY_MS) this.#report('running');
  }

  /** An agent that restarted in the middle of a session has done this before. */
  #exportBefore(): void {
    const { assignment, recorder, delivery } = this.#options;
    const { beforeMs = 0, progress } = assignment;
    if (beforeMs === 0 || progress !== undefined) return;
    const exported = exportBefore({ assignment, recorder, delivery, now: Date.now }, beforeMs);
    const delivered = exported.then(({ fromUnixMs, delivered }) => {
      this.#beforeUnixMs = fromUnixMs ?? null;
      return delivered;
    });
    this.#windows.push(delivered);
  }

  #exportWindow(): void {
    if (this.#recording === undefined) return;
    const profiles = this.#recording.takeProfiles(this.#options.assignment.taskId);
    this.#profileEndUnixMs = Number(this.#recording.takenUntilUnixNs / 1_000_000n) + 1;
    for (const profile of profiles) this.#summaries.add(profile);
    this.#windows.push(this.#options.delivery.enqueue(profiles));
    this.#options.onWindow(this.#recording.totals());
  }

  async #deliver(recording: Recording, end: RecordingEnd): Promise<SessionOutcome> {
    const stop = this.#signal.reason as SessionStop | undefined;
    this.#exportWindow();
    this.#progress = recording.progress();
    const totals = recording.totals();
    if (totals.problems.length > 0) this.#options.onProblems(totals.problems);
    const { assignment } = this.#options;
    if (assignment.events.includes('off-cpu')) {
      this.#summary = this.#summaries.build(totals, summaryOptions(assignment));
    }
    // Kernel memory is not needed for waiting.
    recording.close();
    // So that the controller waits for the successor of a process that ended.
    this.#report('draining', end.kind === 'exited' ? { reasonCode: 'process-exited' } : {});
    const enqueued = await Promise.all(this.#windows);
    const refused = enqueued.find((outcome) => outcome.kind === 'failed');
    const timeoutMs = stop === 'shutdown' ? SHUTDOWN_DELIVERY_TIMEOUT_MS : DELIVERY_TIMEOUT_MS;
    const delivered = refused ?? (await this.#options.delivery.flush(timeoutMs));
    await this.#settings?.wait(this.#options.signal);
    const before = assignment.isExported === false ? undefined : assignment.progress;
    return this.end(
      outcomeOf({
        end,
        delivered,
        stop,
        hasNothing: isNothing(addProgress(before, this.#progress)),
        lacksBefore: this.#beforeUnixMs === null,
        wasRestarted: assignment.progress !== undefined,
        hadMore: !isNothing(this.#total),
      })
    );
  }

  /** With what was recorded before the agent was restarted. */
  get #total(): RecordingProgress {
    return addProgress(this.#options.assignment.progress, this.#progress);
  }

  #report(state: TargetState, { reasonCode, detail }: Partial<SessionOutcome> = {}): void {
    const { assignment, report } = this.#options;
    if (state === 'running' && this.#recording !== undefined) this.#progress = this.#recording.progress();
    this.#reportedAtMs = performance.now();
    report({
      taskId: assignment.taskId,
      targetId: assignment.targetId,
      state,
      progress: this.#total,
      ...(reasonCode !== undefined && { reasonCode }),
      ...(detail !== undefined && { detail: detail.slice(0, MAX_DETAIL_LENGTH) }),
      ...(this.#recording !== undefined &&
        this.#profileEndUnixMs !== undefined && {
          profileStartUnixMs: this.#beforeUnixMs ?? Number(this.#recording.startUnixNs / 1_000_000n),
          profileEndUnixMs: this.#profileEndUnixMs,
        }),
      ...(this.#summary !== undefined && { summary: this.#summary }),
      ...(state !== 'running' && this.#settings?.latest && { settings: this.#settings.latest }),
    });
  }
}

function isNothing({ samplesKept, switches }: RecordingProgress): boolean {
  return samplesKept === 0 && switches === 0;
}

/** Of StatusReportSchema. */
const MAX_DETAIL_LENGTH = 2_000;

/** Stalls cost next to nothing to look for, wakers something at every wakeup: those only if somebody asked. */
function summaryOptions({ events, offCpu }: Assignment): SummaryOptions {
  const hasWaits = events.includes('off-cpu');
  return { wakers: hasWaits && offCpu?.wakers === true, stalls: hasWaits && offCpu?.stallThresholdMs !== 0 };
}
