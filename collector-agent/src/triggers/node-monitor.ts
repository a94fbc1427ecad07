import {
  type Crossing,
  NODE_METRICS,
  type Target,
  type Watch,
  type WatchAnswer,
  type WatchCondition,
  type WatchQuestion,
} from '@meshprof/contracts';
import { isBeyond, type Stretch, stretchesBeyond } from '@meshprof/contracts/threshold-stretches';
import { courseOf } from '@meshprof/contracts/value-course';
import { type ProcReading, readLoadPerCpu, readProcess } from './proc-readings.ts';
import { type ProcessValues, valuesBetween } from './process-values.ts';
import { MAX_PROCESSES, ReadingHistory } from './reading-history.ts';
import { isOfNode, labelsOfTarget, needsSchedule, SelectorCache } from './watch-list.ts';

export interface NodeMonitorOptions {
  readonly node: string;
  /** The agent's id, once it has one: part of targets' ids. */
  readonly agentId: () => string | undefined;
  /** Processes as the inventory last saw them. */
  readonly targets: () => readonly Target[];
  readonly onCrossing: (crossing: Crossing) => void;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  readonly read?: (pid: number, maxThreads: number) => ProcReading | undefined;
  readonly readLoad?: () => number;
}

/** A crossing that goes on is reported again after this long: the controller may have been away or cooling down. */
const REPORT_AGAIN_MS = 30_000;
/** Threads of one process, and of all in one look: each costs a file. */
const MAX_THREADS = 512;
const MAX_THREADS_A_LOOK = 2_048;
/** How long a question about a metric that nobody watches keeps it measured. */
const INTEREST_MS = 3_600_000;
/** Of WatchAnswerSchema. */
const MAX_STRETCHES = 200;
const NODE_KEY = 'node';

/**
 * Looks at /proc every few seconds: remembers the last hour, tells when what is watched is beyond its threshold, and
 * answers how often something would have been.
 */
export class NodeMonitor {
  readonly #options: NodeMonitorOptions;
  readonly #history = new ReadingHistory();
  readonly #selectors = new SelectorCache();
  readonly #reportedAtMs = new Map<string, number>();
  #last = new Map<string, ProcReading>();
  #lastAtMs = 0;
  #watches: readonly Watch[] = [];
  /** Conditions that questions asked about, and until when they are measured. */
  readonly #interests = new Map<string, { condition: WatchCondition; untilMs: number }>();

  constructor(options: NodeMonitorOptions) {
    this.#options = options;
  }

  watch(watches: readonly Watch[]): void {
    this.#watches = watches;
    const ids = new Set(watches.map(({ policyId }) => policyId));
    for (const key of this.#reportedAtMs.keys()) if (!ids.has(key.split('\n')[0] ?? '')) this.#reportedAtMs.delete(key);
  }

  look(): void {
    const nowMs = this.#now();
    const targets = this.#measurable();
    this.#measure(targets, nowMs);
    for (const key of this.#reportedAtMs.keys())
      if (!this.#history.has(key.split('\n')[1] ?? '')) this.#reportedAtMs.delete(key);
    for (const watch of this.#watches) this.#evaluate(watch, targets, nowMs);
  }

  answer({ questionId, course, ...condition }: WatchQuestion): WatchAnswer {
    const nowMs = this.#now();
    const interest = { condition, untilMs: nowMs + INTEREST_MS };
    if (needsSchedule(condition.metric)) this.#interests.set(JSON.stringify(condition.selector), interest);
    const matching = this.#matching(condition, this.#profilable());
    const subjects = isOfNode(condition.metric) ? [undefined] : matching;
    const measured = matching.length === 0 ? [] : subjects.map((target) => this.#past(condition, target));
    const known = measured.filter(({ looks }) => looks.length > 0);
    const unmeasured = measured.filter(({ looks }) => looks.length === 0);
    const allLooks = known.flatMap(({ looks }) => looks);
    const values = allLooks.map(({ value }) => value);
    const stretches = known.flatMap(({ target, looks }) =>
      stretchesBeyond(looks, condition).map((stretch) => this.#toAnswered(stretch, { target, condition, nowMs }))
    );
    const firstMs = Math.min(nowMs, ...known.map(({ looks }) => looks[0]?.atMs ?? nowMs));
    return {
      questionId,
      historyMs: Math.round(nowMs - firstMs),
      processes: isOfNode(condition.metric) ? matching.length : known.length,
      unmeasured: unmeasured.length,
      notYetMeasured: unmeasured.filter(({ target }) => this.#hasRoomFor(target)).length,
      ...(values.length > 0 && { highest: maximum(values), lowest: -maximum(values.map((value) => -value)) }),
      stretches: stretches.slice(0, MAX_STRETCHES),
      ...(course !== undefined && {
        course: courseOf(allLooks, condition.op, { fromMs: nowMs - course.overMs, toMs: nowMs, parts: course.parts }),
      }),
    };
  }

  #past(condition: WatchCondition, target: Target | undefined) {
    const key = target === undefined ? NODE_KEY : keyOf(target);
    return { target, looks: this.#history.looksAt(key, condition.metric, -Infinity) };
  }

  #hasRoomFor(target: Target | undefined): boolean {
    return !this.#history.isFull || this.#history.has(target === undefined ? NODE_KEY : keyOf(target));
  }

  #toAnswered(
    { fromMs, untilMs, extreme }: Stretch,
    { target, condition, nowMs }: { target: Target | undefined; condition: WatchCondition; nowMs: number }
  ): WatchAnswer['stretches'][number] {
    const { title } = NODE_METRICS[condition.metric];
    const of = target === undefined ? '' : ` of ${target.process} (pid ${target.pid})`;
    const targetId = target === undefined ? undefined : this.#targetIdOf(target);
    return {
      ...(targetId !== undefined && { targetId }),
      what: `${title}${of} on ${this.#options.node}`.slice(0, 300),
      fromAgoMs: Math.round(nowMs - fromMs),
      untilAgoMs: Math.round(nowMs - untilMs),
      extreme,
    };
  }

  #profilable(): Target[] {
    return this.#options.targets().filter(({ verdict }) => verdict === 'profilable');
  }

  /** Those that can be profiled, those that somebody watches first. */
  #measurable(): Target[] {
    const profilable = this.#profilable();
    if (profilable.length <= MAX_PROCESSES) return profilable;
    const watched = new Set(this.#watches.flatMap((watch) => this.#matching(watch, profilable)));
    const known = (target: Target): number => (watched.has(target) ? 0 : this.#history.has(keyOf(target)) ? 1 : 2);
    return profilable.toSorted((a, b) => known(a) - known(b)).slice(0, MAX_PROCESSES - 1);
  }

  #measure(targets: readonly Target[], nowMs: number): void {
    const { read = readProcess, readLoad = readLoadPerCpu } = this.#options;
    const scheduled = this.#scheduled(targets, nowMs);
    const readings = new Map<string, ProcReading>();
    const values = new Map<string, ProcessValues | { 'system-load': number }>();
    let threadsLeft = MAX_THREADS_A_LOOK;
    for (const target of targets) {
      const key = keyOf(target);
      const reading = read(target.pid, scheduled.has(key) ? Math.min(MAX_THREADS, threadsLeft) : 0);
      if (reading === undefined || reading.startTimeTicks !== target.startTimeTicks) continue;
      threadsLeft -= reading.schedule?.size ?? 0;
      readings.set(key, reading);
      values.set(key, valuesBetween(this.#last.get(key), reading, nowMs - this.#lastAtMs));
    }
    values.set(NODE_KEY, { 'system-load': readLoad() });
    this.#history.add(nowMs, values);
    this.#last = readings;
    this.#lastAtMs = nowMs;
  }

  /** Keys of processes whose threads are read, too. */
  #scheduled(targets: readonly Target[], nowMs: number): Set<string> {
    for (const [key, { untilMs }] of this.#interests) if (untilMs < nowMs) this.#interests.delete(key);
    const asked: WatchCondition[] = [...this.#interests.values()].map(({ condition }) => condition);
    const conditions = [...asked, ...this.#watches.filter(({ metric }) => needsSchedule(metric))];
    return new Set(conditions.flatMap((condition) => this.#matching(condition, targets).map(keyOf)));
  }

  #evaluate(watch: Watch, targets: readonly Target[], nowMs: number): void {
    const matching = this.#matching(watch, targets);
    if (isOfNode(watch.metric)) {
      if (matching.length > 0) this.#evaluateOne(watch, undefined, nowMs);
      return;
    }
    for (const target of matching) this.#evaluateOne(watch, target, nowMs);
  }

  #evaluateOne(watch: Watch, target: Target | undefined, nowMs: number): void {
    const key = target === undefined ? NODE_KEY : keyOf(target);
    const [now] = this.#history.looksAt(key, watch.metric, nowMs);
    if (now === undefined || !isBeyond(now.value, watch)) return;
    const looks = this.#history.looksAt(key, watch.metric, nowMs - watch.periodMs);
    if (stretchesBeyond(looks, watch).at(-1)?.untilMs !== nowMs) return;
    const reportKey = `${watch.policyId}\n${key}`;
    if (nowMs - (this.#reportedAtMs.get(reportKey) ?? -Infinity) < REPORT_AGAIN_MS) return;
    const targetId = target === undefined ? undefined : this.#targetIdOf(target);
    if (target !== undefined && targetId === undefined) return;
    this.#reportedAtMs.set(reportKey, nowMs);
    const first = looks.find(({ value }) => isBeyond(value, watch)) ?? now;
    this.#options.onCrossing({
      policyId: watch.policyId,
      ...(targetId !== undefined && { targetId }),
      measured: now.value,
      beganAgoMs: Math.round(nowMs - first.atMs),
    });
  }

  #matching({ selector }: Pick<WatchCondition, 'selector'>, targets: readonly Target[]): Target[] {
    const matches = this.#selectors.matcherOf(selector);
    return targets.filter((target) => matches(labelsOfTarget(target, this.#options.node)));
  }

  #targetIdOf({ pid, startTimeTicks }: Target): string | undefined {
    const agentId = this.#options.agentId();
    return agentId === undefined ? undefined : `${agentId}:${pid}:${startTimeTicks}`;
  }

  #now(): number {
    return (this.#options.now ?? (() => performance.now()))();
  }
}

function keyOf({ pid, startTimeTicks }: Target): string {
  return `${pid}:${startTimeTicks}`;
}

/** Of very many: spreading them would overflow the stack. */
function maximum(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}
