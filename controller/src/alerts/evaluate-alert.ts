import {
  type AlertSettings,
  type CreateTask,
  FLIGHT_RECORDER_MAX_MS,
  type MappedSelector,
  type ReasonCode,
  type Selector,
  selectorsOf,
} from '@meshprof/contracts';
import type { TargetId } from '../storage/ids.ts';
import { readOverrides } from './alert-overrides.ts';
import { CUT_MARK, type IncomingAlert } from './alert-payload.ts';
import type { AlertTargets } from './alert-targets.ts';

/** What is to be done about an alert, before cool-down and database have had their say. */
export type Evaluation = {
  readonly used: MappedSelector['used'];
  readonly selector?: Selector;
  readonly notes: readonly string[];
} & (
  | { readonly wants: 'task'; readonly body: CreateTask; readonly targetIds: readonly TargetId[] }
  | { readonly wants: 'nothing'; readonly reasonCode: ReasonCode; readonly detail?: string }
);

export interface EvaluationContext {
  readonly settings: AlertSettings;
  readonly targets: AlertTargets;
  readonly nowMs: number;
  readonly hasRoom: boolean;
}

export async function evaluateAlert(alert: IncomingAlert, context: EvaluationContext): Promise<Evaluation> {
  const overrides = readOverrides(alert.annotations);
  const { notes } = overrides;
  const candidates: MappedSelector[] =
    overrides.selector === undefined
      ? selectorsOf(wholeLabels(alert.labels), context.settings)
      : [{ selector: overrides.selector, used: {} }];
  const [first] = candidates;
  if (first === undefined) return { wants: 'nothing', reasonCode: 'alert-labels-unknown', used: {}, notes };
  const nothing = (from: MappedSelector, reasonCode: ReasonCode, detail = ''): Evaluation => ({
    wants: 'nothing',
    reasonCode,
    ...(detail !== '' && { detail }),
    notes,
    ...from,
  });
  // Before the search: a storm must not cost a query an alert.
  if (!context.hasRoom) return nothing(first, 'alert-tasks-full', `The limit is ${context.settings.maxTasks}.`);
  let detail = '';
  for (const candidate of candidates) {
    const found = await context.targets.find(candidate.selector);
    detail ||= found.detail;
    if (found.runnable.length === 0) continue;
    if (found.runnable.length > context.settings.maxTargets) {
      const counts = `It means ${found.runnable.length}, the limit is ${context.settings.maxTargets}.`;
      return nothing(candidate, 'alert-too-many-targets', counts);
    }
    const body = bodyOf(alert, { ...overrides.task, selector: candidate.selector }, context);
    return { wants: 'task', body, targetIds: found.runnable, notes, ...candidate };
  }
  return nothing(first, 'no-matching-target', detail);
}

/** A value that was cut would mean another process, or none. */
function wholeLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => !value.endsWith(CUT_MARK)));
}

function bodyOf(alert: IncomingAlert, asked: CreateTask, { settings, nowMs }: EvaluationContext): CreateTask {
  const firingForMs = Math.max(0, nowMs - (alert.startsAtMs ?? nowMs));
  return {
    durationMs: settings.durationMs,
    ...asked,
    beforeMs: Math.min(FLIGHT_RECORDER_MAX_MS, firingForMs + settings.marginMs),
    title: alert.name,
  };
}
