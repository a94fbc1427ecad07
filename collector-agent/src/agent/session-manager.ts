import type { Assignment, ReasonCode, StatusReport, TargetState } from '@meshprof/contracts';
import type { Admission } from '../limits/assignment-gate.ts';
import type { ResourceStop } from '../limits/resource-guard.ts';
import type { SessionStop } from './session-outcome.ts';
import { StartTimers } from './start-timers.ts';
import { targetKey } from './target-key.ts';

export interface SessionManagerOptions {
  readonly maxSessions: number;
  /** What of an assignment the agent's own limits let through. */
  readonly admit: (assignment: Assignment) => Admission;
  /** Runs a session to its final report. `note`: what of it is less than was asked for. */
  readonly run: (assignment: Assignment, signal: AbortSignal, note?: string) => Promise<SessionEnd>;
  readonly report: (report: StatusReport) => void;
  /** Targets that an earlier process of this agent ended and whose final report the controller may not know. */
  readonly endedBefore: Iterable<string>;
  readonly onEnd: (target: Pick<Assignment, 'taskId' | 'targetId'>, end: SessionEnd) => void;
}

export interface InvalidAssignment {
  readonly taskId: string;
  readonly targetId: string;
  readonly detail: string;
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
  readonly #timers = new StartTimers({ start: (assignment) => this.#startOnce(assignment) });
  #closed = false;

  constructor(options: SessionManagerOptions) {
    this.#options = options;
    this.#ended = new Set(options.endedBefore);
  }

  get active(): number {
    return this.#running.size;
  }

  /** `invalid`: asked for, but not understood. */
  reconcile(assignments: readonly Assignment[], invalid: readonly InvalidAssignment[] = []): void {
    const wanted = new Set([...assignments, ...invalid].map(targetKey));
    for (const key of this.#running.keys()) if (!wanted.has(key)) this.stop(key, 'cancelled');
    for (const key of this.#ended) if (!wanted.has(key) && !this.#running.has(key)) this.#ended.delete(key);
    this.#timers.keepOnly(wanted);
    for (const assignment of assignments) this.#begin(assignment);
    for (const { detail, ...target } of invalid) this.refuse(target, { reasonCode: 'assignment-invalid', detail });
  }

  stop(key: string, why: SessionStop | ResourceStop): void {
    this.#running.get(key)?.abort.abort(why);
  }

  /** Ends the session that began last, of those that are not ending; false if there is none. */
  stopNewest(why: ResourceStop): boolean {
    const newest = [...this.#running].findLast(([, { abort }]) => !abort.signal.aborted);
    if (newest === undefined) return false;
    this.stop(newest[0], why);
    return true;
  }

  /** Reports a target as failed, once, without a session. */
  refuse(
    target: Pick<Assignment, 'taskId' | 'targetId'>,
    why: Required<Pick<SessionEnd, 'reasonCode' | 'detail'>>
  ): void {
    const key = targetKey(target);
    if (this.#ended.has(key) || this.#running.has(key)) return;
    this.#ended.add(key);
    const end: SessionEnd = { state: 'failed', reasonCode: why.reasonCode };
    this.#options.report({
      ...end,
      ...(why.detail !== '' && { detail: why.detail }),
      taskId: target.taskId,
      targetId: target.targetId,
      progress: { elapsedMs: 0, samplesKept: 0, samplesLost: 0, switches: 0 },
    });
    this.#options.onEnd(target, end);
  }

  /** Stops all and waits until their last reports are made. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timers.keepOnly(new Set());
    for (const key of this.#running.keys()) this.stop(key, 'shutdown');
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #begin(assignment: Assignment): void {
    const { startInMs = 0 } = assignment;
    const key = targetKey(assignment);
    if (startInMs > 0 && !this.#closed && !this.#running.has(key) && !this.#ended.has(key)) {
      this.#timers.plan(assignment, startInMs);
      return;
    }
    this.#timers.forget(key);
    this.#startOnce(assignment);
  }

  #startOnce(assignment: Assignment): void {
    const key = targetKey(assignment);
    if (this.#closed || this.#running.has(key) || this.#ended.has(key)) return;
    if (this.#running.size >= this.#options.maxSessions) {
      this.refuse(assignment, { reasonCode: 'agent-busy', detail: `maxSessions is ${this.#options.maxSessions}.` });
      return;
    }
    const admission = this.#options.admit(assignment);
    if (!admission.ok) return this.refuse(assignment, admission);
    const abort = new AbortController();
    const done = this.#hold(admission, abort.signal).finally(() => {
      this.#running.delete(key);
      this.#ended.add(key);
    });
    this.#running.set(key, { abort, done });
  }

  async #hold({ assignment, note }: Extract<Admission, { ok: true }>, signal: AbortSignal): Promise<void> {
    const end = await this.#options.run(assignment, signal, note);
    this.#options.onEnd(assignment, end);
  }
}
