import type { Assignment, ReasonCode, StatusReport, TargetState } from '@meshprof/contracts';
import type { SessionStop } from './task-session.ts';
import { targetKey } from './target-key.ts';

export interface SessionManagerOptions {
  readonly maxSessions: number;
  /** Runs a session to its final report. */
  readonly run: (assignment: Assignment, signal: AbortSignal) => Promise<SessionEnd>;
  readonly report: (report: StatusReport) => void;
  /** Targets that an earlier process of this agent ended and whose final report the controller may not know. */
  readonly endedBefore: Iterable<string>;
  readonly onEnd: (assignment: Assignment, end: SessionEnd) => void;
}

export interface SessionEnd {
  readonly state: TargetState;
  readonly reasonCode?: ReasonCode;
  readonly detail?: string;
}

interface RunningSession {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Makes what runs equal to what the controller wants: starts, stops, and starts nothing twice. */
export class SessionManager {
  readonly #options: SessionManagerOptions;
  readonly #running = new Map<string, RunningSession>();
  /** Ended here, perhaps still in the controller's list: an answer may be older than the final report. */
  readonly #ended: Set<string>;
  #closed = false;

  constructor(options: SessionManagerOptions) {
    this.#options = options;
    this.#ended = new Set(options.endedBefore);
  }

  get active(): number {
    return this.#running.size;
  }

  reconcile(assignments: readonly Assignment[]): void {
    const wanted = new Set(assignments.map(targetKey));
    for (const key of this.#running.keys()) if (!wanted.has(key)) this.stop(key, 'cancelled');
    for (const key of this.#ended) if (!wanted.has(key) && !this.#running.has(key)) this.#ended.delete(key);
    for (const assignment of assignments) this.#startOnce(assignment);
  }

  stop(key: string, why: SessionStop): void {
    this.#running.get(key)?.abort.abort(why);
  }

  /** Stops all and waits until their last reports are made. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const key of this.#running.keys()) this.stop(key, 'shutdown');
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #startOnce(assignment: Assignment): void {
    const key = targetKey(assignment);
    if (this.#closed || this.#running.has(key) || this.#ended.has(key)) return;
    if (this.#running.size >= this.#options.maxSessions) {
      this.#ended.add(key);
      this.#refuseBusy(assignment);
      return;
    }
    const abort = new AbortController();
    const done = this.#hold(assignment, abort.signal).finally(() => {
      this.#running.delete(key);
      this.#ended.add(key);
    });
    this.#running.set(key, { abort, done });
  }

  async #hold(assignment: Assignment, signal: AbortSignal): Promise<void> {
    const end = await this.#options.run(assignment, signal);
    this.#options.onEnd(assignment, end);
  }

  #refuseBusy(assignment: Assignment): void {
    const end: SessionEnd = {
      state: 'failed',
      reasonCode: 'agent-busy',
      detail: `maxSessions is ${this.#options.maxSessions}.`,
    };
    this.#options.report({
      ...end,
      taskId: assignment.taskId,
      targetId: assignment.targetId,
      progress: { elapsedMs: 0, samplesKept: 0, samplesLost: 0, switches: 0 },
    });
    this.#options.onEnd(assignment, end);
  }
}
