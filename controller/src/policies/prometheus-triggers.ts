import { isBeyond, type Stretch, stretchesBeyond } from '@meshprof/contracts/threshold-stretches';
import type { Storage } from '../storage/open-storage.ts';
import type { CompletePrometheusCondition, CompleteTrigger } from './complete-rule.ts';
import type { CrossingFacts, Firings } from './firings.ts';
import type { PolicyStore } from './policy-store.ts';
import type { PolicyRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';
import type { PrometheusClient, Series } from './prometheus-client.ts';
import { nameOfSeries, selectorOfSeries, subjectOfSeries } from './series-selector.ts';

export interface PrometheusTriggerParts {
  readonly storage: Storage;
  readonly policies: Pick<PolicyStore, 'noteEvaluation'>;
  readonly firings: Pick<Firings, 'take'>;
  /** Absent: none is configured. */
  readonly prometheus?: Pick<PrometheusClient, 'queryRange'>;
  readonly now: () => number;
  readonly onError: (error: unknown, policyId: string) => void;
}

/** Queries on their way at a time: a Prometheus in trouble must not get more. */
const MAX_QUERIES = 4;
/** Series a policy and evaluation that may fire; the farthest beyond the threshold go first. */
const MAX_CROSSINGS = 50;

/**
 * Evaluates the triggers that ask Prometheus. Each time it asks for the whole period on a fixed grid of times, so that
 * nothing has to be remembered: another leader goes on where this one ended, and a preview gives the same answers.
 */
export class PrometheusTriggers {
  readonly #parts: PrometheusTriggerParts;
  /** Of the last evaluation, in the policy's own grid. */
  readonly #evaluated = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #busy = new Set<string>();

  constructor(parts: PrometheusTriggerParts) {
    this.#parts = parts;
  }

  /** Begins what is due; called every second, does not wait. */
  async tick(): Promise<void> {
    if (this.#parts.prometheus === undefined) return;
    const rows = await this.#parts.storage
      .selectFrom('policies')
      .selectAll()
      .where('enabled', '=', 1)
      .where('kind', '=', 'trigger')
      .execute();
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#evaluated.keys()) if (!ids.has(id)) this.#evaluated.delete(id);
    for (const row of rows) this.#startIfDue(row);
  }

  /** Waits for what is on its way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #startIfDue(row: PolicyRow): void {
    const rule = ruleOf(row) as CompleteTrigger;
    if (rule.condition.source !== 'prometheus' || this.#busy.has(row.id) || this.#running.size >= MAX_QUERIES) return;
    const dueAtMs = lastGridPoint(this.#parts.now(), rule.condition.everyMs);
    if (this.#evaluated.get(row.id) === dueAtMs) return;
    this.#evaluated.set(row.id, dueAtMs);
    this.#busy.add(row.id);
    const run = this.#evaluate(row.id, { rule, condition: rule.condition, atMs: dueAtMs })
      .catch((error: unknown) => this.#parts.onError(error, row.id))
      .finally(() => {
        this.#running.delete(run);
        this.#busy.delete(row.id);
      });
    this.#running.add(run);
  }

  async #evaluate(policyId: string, evaluation: Evaluation): Promise<void> {
    const { rule, condition, atMs } = evaluation;
    const { prometheus, policies, firings } = this.#parts;
    const answer = await prometheus?.queryRange({
      query: condition.query,
      fromMs: firstGridPoint(atMs, rule.periodMs, condition.everyMs),
      toMs: atMs,
      stepMs: condition.everyMs,
    });
    if (answer === undefined) return;
    await policies.noteEvaluation(policyId, answer.ok ? null : answer.detail);
    if (!answer.ok) return;
    const crossings = answer.series.flatMap((series) => crossingAt(series, { policyId, ...evaluation }) ?? []);
    const beyond = (crossing: CrossingFacts) => Math.abs(crossing.reading.measured - condition.threshold);
    crossings.sort((a, b) => beyond(b) - beyond(a));
    for (const crossing of crossings.slice(0, MAX_CROSSINGS)) await firings.take(crossing);
  }
}

interface Evaluation {
  readonly rule: CompleteTrigger;
  readonly condition: CompletePrometheusCondition;
  readonly atMs: number;
}

/** The series' crossing if its condition holds at `atMs`. */
function crossingAt(
  series: Series,
  { policyId, rule, condition, atMs }: Evaluation & { policyId: string }
): CrossingFacts | undefined {
  const stretch = stretchesOf(series, rule, condition).at(-1);
  if (stretch?.untilMs !== atMs) return undefined;
  const last = series.points.at(-1)?.value ?? stretch.extreme;
  return {
    policyId,
    subject: subjectOfSeries(series),
    what: nameOfSeries(series),
    reading: { metric: condition.query, op: condition.op, threshold: condition.threshold, measured: last, unit: '' },
    beganAtMs: series.points.find(({ value }) => isBeyond(value, condition))?.atMs ?? stretch.fromMs,
    selector: selectorOfSeries(series, rule.selector, condition),
  };
}

export function stretchesOf(series: Series, rule: CompleteTrigger, condition: CompletePrometheusCondition): Stretch[] {
  const { op, threshold } = condition;
  return stretchesBeyond(series.points, { op, threshold, periodMs: rule.periodMs, count: rule.count });
}

export function lastGridPoint(nowMs: number, everyMs: number): number {
  return Math.floor(nowMs / everyMs) * everyMs;
}

/** The first point of the grid that is less than a period before `atMs`. */
export function firstGridPoint(atMs: number, periodMs: number, everyMs: number): number {
  return atMs - (Math.ceil(periodMs / everyMs) - 1) * everyMs;
}
