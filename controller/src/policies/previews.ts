import type { PolicyPreview } from '@meshprof/contracts';
import { COURSE_PARTS, courseOf } from '@meshprof/contracts/value-course';
import {
  type CompletePrometheusCondition,
  type CompleteRule,
  type CompleteTrigger,
  lookEveryMs,
} from './complete-rule.ts';
import type { AgentHistories } from './agent-histories.ts';
import type { PrometheusClient, RangeAnswer } from './prometheus-client.ts';
import { MAX_POINTS } from './prometheus-client.ts';
import { lastGridPoint, stretchesOf } from './prometheus-triggers.ts';
import { nameOfSeries, selectorOfSeries, subjectOfSeries } from './series-selector.ts';
import { type PastSubject, simulateFirings } from './simulate-firings.ts';

export interface PreviewParts {
  /** Profilable processes that match a selector now. */
  readonly countMatching: (rule: CompleteRule) => Promise<number>;
  readonly histories: AgentHistories;
  readonly prometheus?: Pick<PrometheusClient, 'queryRange'>;
  readonly now: () => number;
}

export type PreviewOutcome =
  { readonly ok: true; readonly preview: PolicyPreview } | { readonly ok: false; readonly detail: string };

/** What was found of the past, from wherever. */
export interface Past {
  readonly fromMs: number;
  readonly subjects: readonly PastSubject[];
  readonly measured: number;
  readonly course?: NonNullable<PolicyPreview['course']>;
  readonly highest?: number;
  readonly lowest?: number;
  readonly notes: readonly string[];
}

const MAX_FIRINGS = 200;

/** What a policy would have done over the last `overMs`, had it been there. */
export async function previewPolicy(parts: PreviewParts, rule: CompleteRule, overMs: number): Promise<PreviewOutcome> {
  const matching = await parts.countMatching(rule);
  const toMs = parts.now();
  if (rule.kind !== 'trigger') {
    const notes = ['It profiles these processes all the time; only triggers have a past to look at.'];
    return {
      ok: true,
      preview: toPreview({ fromMs: toMs, subjects: [], measured: 0, notes }, { rule, matching, toMs }),
    };
  }
  const past = await readPast(parts, rule, { overMs, toMs });
  return 'refusal' in past
    ? { ok: false, detail: past.refusal }
    : { ok: true, preview: toPreview(past, { rule, matching, toMs }) };
}

function readPast(
  { histories, prometheus }: PreviewParts,
  rule: CompleteTrigger,
  { overMs, toMs }: { overMs: number; toMs: number }
): Promise<Past | { readonly refusal: string }> {
  const { condition } = rule;
  if (condition.source === 'node') return histories.ask(rule, { overMs, toMs });
  if (prometheus === undefined) return Promise.resolve({ refusal: 'This controller has no prometheusUrl.' });
  return pastOfPrometheus(prometheus, { rule, condition, overMs, toMs });
}

interface PrometheusPast {
  readonly rule: CompleteTrigger;
  readonly condition: CompletePrometheusCondition;
  readonly overMs: number;
  readonly toMs: number;
}

async function pastOfPrometheus(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  { rule, condition, overMs, toMs }: PrometheusPast
): Promise<Past | { readonly refusal: string }> {
  const lastMs = lastGridPoint(toMs, condition.everyMs);
  const points = Math.min(MAX_POINTS - 1, Math.floor(overMs / condition.everyMs));
  const fromMs = lastMs - points * condition.everyMs;
  const answer = await prometheus.queryRange({
    query: condition.query,
    fromMs,
    toMs: lastMs,
    stepMs: condition.everyMs,
  });
  if (!answer.ok) return { refusal: answer.detail };
  const isCut = points < Math.floor(overMs / condition.everyMs);
  const notes = isCut ? [`Prometheus answers at most ${MAX_POINTS} points, so this reaches back less far.`] : [];
  if (answer.series.length === 0) notes.push('The query gave no series in this time.');
  return {
    fromMs,
    subjects: answer.series.map((series) => ({
      subject: subjectOfSeries(series),
      what: nameOfSeries(series),
      selector: selectorOfSeries(series, rule.selector, condition),
      stretches: stretchesOf(series, rule, condition),
    })),
    measured: answer.series.length,
    course: courseOfSeries(answer, condition, { overMs, toMs }),
    ...extremesOf(answer),
    notes,
  };
}

function courseOfSeries(
  { series }: RangeAnswer & { ok: true },
  { op }: CompletePrometheusCondition,
  { overMs, toMs }: { overMs: number; toMs: number }
): NonNullable<PolicyPreview['course']> {
  const span = { fromMs: toMs - overMs, toMs, parts: COURSE_PARTS };
  const points = series.flatMap((each) => each.points);
  return { partMs: overMs / COURSE_PARTS, values: courseOf(points, op, span) };
}

function extremesOf({ series }: RangeAnswer & { ok: true }): { highest?: number; lowest?: number } {
  let highest = -Infinity;
  let lowest = Infinity;
  for (const { points } of series) {
    for (const { value } of points) {
      if (!Number.isFinite(value)) continue;
      highest = Math.max(highest, value);
      lowest = Math.min(lowest, value);
    }
  }
  return highest < lowest ? {} : { highest, lowest };
}

function toPreview(
  { fromMs, subjects, measured, course, highest, lowest, notes }: Past,
  { rule, matching, toMs }: { rule: CompleteRule; matching: number; toMs: number }
): PolicyPreview {
  const simulation = rule.kind === 'trigger' ? simulateFirings(subjects, rule, lookEveryMs(rule)) : { firings: [] };
  const count = (...outcomes: string[]) =>
    simulation.firings.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const cut =
    'cutAtMs' in simulation && simulation.cutAtMs !== undefined
      ? [
          `It was beyond the threshold so often that only the time until ${new Date(simulation.cutAtMs).toISOString()} is counted.`,
        ]
      : [];
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    tasks: count('started'),
    held: count('cooling-down', 'too-many-tasks'),
    refused: count('refused'),
    firings: simulation.firings.slice(0, MAX_FIRINGS),
    matching,
    measured,
    ...(course !== undefined && { course }),
    ...(highest !== undefined && { highest }),
    ...(lowest !== undefined && { lowest }),
    notes: [...notes, ...cut],
  };
}
