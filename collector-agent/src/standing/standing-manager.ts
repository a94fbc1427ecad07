import type { ReasonCode, StandingAssignment, StandingSessionReport, StandingState } from '@meshprof/contracts';
import { CpuBudget, type StandingLevel } from './cpu-budget.ts';
import type { StandingEnd } from './standing-session.ts';

export interface StandingManagerOptions {
  /** The agent's own limit, whatever policies say. */
  readonly maxSessions: number;
  /** The agent's own limit of CPU, % of a core. */
  readonly maxCpuPercent: number;
  /** Why the agent will not hold this session; undefined if it will. */
  readonly refuse: (assignment: StandingAssignment) => StandingRefusal | undefined;
  readonly run: (assignment: StandingAssignment, session: RunStanding) => Promise<StandingEnd>;
  /** When the state of a session has changed. */
  readonly report: (report: StandingSessionReport) => void;
  /** % of a core that sessions took since the last call. */
  readonly takeUsedPercent: () => number;
}

export interface StandingRefusal {
  readonly reasonCode: ReasonCode;
  readonly detail: string;
}

export interface RunStanding {
  readonly frequencyHz: number;
  readonly signal: AbortSignal;
  readonly onRunning: () => void;
}

interface RunningSession {
  readonly fingerprint: string;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** A session that failed is tried again after this long, if it is still wanted. */
const RETRY_AFTER_MS = 60_000;

/**
 * Makes standing sessions equal to what policies want, within the agent's own limits and the policies' budget; says of
 * each session how it is. What runs goes on while the controller is away.
 */
export class StandingManager {
  readonly #options: StandingManagerOptions;
  readonly #budget = new CpuBudget();
  readonly #running = new Map<string, RunningSession>();
  /** By key: not before this time of `performance.now()`. */
  readonly #retryAtMs = new Map<string, number>();
  readonly #reported = new Map<string, string>();
  #wanted: readonly StandingAssignment[] = [];
  #level: StandingLevel;
  /** What led to the level. */
  #why = '';
  #closed = false;

  constructor(options: StandingManagerOptions) {
    this.#options = options;
    this.#level = this.#budget.level;
  }

  get active(): number {
    return this.#running.size;
  }

  reconcile(wanted: readonly StandingAssignment[]): void {
    this.#wanted = oncePerKind(wanted);
    const keys = new Set(this.#wanted.map(keyOf));
    for (const key of this.#reported.keys()) if (!keys.has(key)) this.#reported.delete(key);
    for (const key of this.#retryAtMs.keys()) if (!keys.has(key)) this.#retryAtMs.delete(key);
    this.#apply();
  }

  /** Compares what sessions cost with what they may; call every half minute or so. */
  look(): void {
    const usedPercent = this.#options.takeUsedPercent();
    const budgets = this.#wanted.map(({ agentCpuPercent }) => agentCpuPercent);
    const budgetPercent = Math.min(this.#options.maxCpuPercent, ...budgets);
    const level = this.#budget.look({ usedPercent, budgetPercent, sessions: this.#running.size });
    if (level !== this.#level) {
      this.#level = level;
      this.#why = `Standing profiling took ${usedPercent.toFixed(1)} % of a CPU, ${budgetPercent} % are allowed.`;
    }
    // Also what failed, or was refused, may have its turn now: without the controller nobody else asks.
    this.#apply();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #apply(): void {
    if (this.#closed) return;
    const plans = this.#plan();
    for (const [key, { fingerprint, abort }] of this.#running) {
      if (plans.get(key)?.fingerprint !== fingerprint) abort.abort();
    }
    for (const [key, plan] of plans) this.#follow(key, plan);
  }

  #plan(): Map<string, Plan> {
    const { maxSessions, refuse } = this.#options;
    const plans = new Map<string, Plan>();
    let held = 0;
    const keep = this.#wanted.length - this.#level.dropped;
    for (const assignment of this.#wanted) {
      const refusal = refuse(assignment) ?? this.#limit(held, { maxSessions, keep });
      if (refusal === undefined) held += 1;
      const frequencyHz = Math.max(1, Math.round(assignment.frequencyHz / this.#level.divisor));
      const { events, keepMs } = assignment;
      const fingerprint = refusal === undefined ? JSON.stringify([frequencyHz, events, keepMs]) : 'refused';
      plans.set(keyOf(assignment), { assignment, frequencyHz, fingerprint, ...(refusal && { refusal }) });
    }
    return plans;
  }

  #limit(held: number, { maxSessions, keep }: { maxSessions: number; keep: number }): StandingRefusal | undefined {
    if (held >= maxSessions) return { reasonCode: 'agent-busy', detail: `maxStandingSessions is ${maxSessions}.` };
    return held >= keep ? { reasonCode: 'over-budget', detail: this.#why } : undefined;
  }

  #follow(key: string, plan: Plan): void {
    const { assignment, refusal, frequencyHz, fingerprint } = plan;
    if (refusal !== undefined) return this.#report(assignment, { state: 'dropped', ...refusal });
    // One that is being stopped starts again when it has ended.
    if (this.#running.has(key) || performance.now() < (this.#retryAtMs.get(key) ?? 0)) return;
    const abort = new AbortController();
    const onRunning = (): void => this.#reportRunning(plan);
    const done = this.#options
      .run(assignment, { frequencyHz, signal: abort.signal, onRunning })
      .then((end) => this.#ended(key, assignment, end))
      .finally(() => {
        this.#running.delete(key);
        this.#apply();
      });
    this.#running.set(key, { fingerprint, abort, done });
  }

  #reportRunning({ assignment, frequencyHz }: Plan): void {
    if (frequencyHz >= assignment.frequencyHz) return this.#report(assignment, { state: 'running', frequencyHz });
    const detail = `Asked for ${assignment.frequencyHz} Hz, sampled at ${frequencyHz} Hz. ${this.#why}`;
    this.#report(assignment, { state: 'reduced', frequencyHz, reasonCode: 'over-budget', detail });
  }

  #ended(key: string, assignment: StandingAssignment, end: StandingEnd): void {
    if (end.kind === 'stopped') return;
    // Of a process that has ended the controller hears by the inventory; until then it must not start anew each moment.
    this.#retryAtMs.set(key, performance.now() + RETRY_AFTER_MS);
    if (end.kind === 'failed') this.#report(assignment, { state: 'failed', ...end.failure });
    else this.#report(assignment, { state: 'failed', reasonCode: 'process-exited', detail: '' });
  }

  #report(
    assignment: StandingAssignment,
    report: { state: StandingState; frequencyHz?: number; reasonCode?: ReasonCode; detail?: string }
  ): void {
    const key = keyOf(assignment);
    const { detail, ...facts } = report;
    // The detail holds measurements: by itself it is no news.
    const print = JSON.stringify(facts);
    if (this.#reported.get(key) === print) return;
    this.#reported.set(key, print);
    const { policyId, targetId } = assignment;
    this.#options.report({
      policyId,
      targetId,
      ...facts,
      ...(detail !== undefined && detail !== '' && { detail: detail.slice(0, MAX_DETAIL_LENGTH) }),
    });
  }
}

interface Plan {
  readonly assignment: StandingAssignment;
  readonly frequencyHz: number;
  /** What makes another session necessary. */
  readonly fingerprint: string;
  readonly refusal?: StandingRefusal;
}

/** Of StandingReportSchema. */
const MAX_DETAIL_LENGTH = 500;

function keyOf({ policyId, mode, targetId }: StandingAssignment): string {
  return `${policyId}/${mode}/${targetId}`;
}

/** A controller that is wrong must not have the same process profiled twice over. */
function oncePerKind(wanted: readonly StandingAssignment[]): StandingAssignment[] {
  const seen = new Set<string>();
  return wanted.filter(({ mode, pid }) => {
    const place = `${mode}/${pid}`;
    const isNew = !seen.has(place);
    seen.add(place);
    return isNew;
  });
}
