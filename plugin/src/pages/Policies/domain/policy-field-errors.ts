import type { ShownProblem } from '@shared/infrastructure/problem-of-error';
import type { PolicyForm } from './policy-form';
import type { FieldErrors, PolicyField } from './policy-request';

/** JSON pointers into the request, and the field that filled them in; the longest that fits wins. */
const FIELD_OF_POINTER: Record<string, PolicyField> = {
  '/name': 'name',
  '/rule/selector': 'selector',
  '/rule/events': 'onCpu',
  '/rule/frequencyHz': 'frequencyHz',
  '/rule/maxTargetsPerNode': 'maxTargetsPerNode',
  '/rule/agentCpuPercent': 'agentCpuPercent',
  '/rule/keepMs': 'keepMinutes',
  '/rule/maxBytesPerNode': 'maxMiBPerNode',
  '/rule/condition/source': 'source',
  '/rule/condition/metric': 'metric',
  '/rule/condition/query': 'query',
  '/rule/condition/everyMs': 'everySeconds',
  '/rule/condition/selectorFrom': 'selectorFrom',
  '/rule/condition/op': 'op',
  '/rule/condition/threshold': 'threshold',
  '/rule/periodMs': 'periodSeconds',
  '/rule/count': 'count',
  '/rule/coolDownMs': 'coolDownMinutes',
  '/rule/maxConcurrentTasks': 'maxConcurrentTasks',
  '/rule/task/events': 'onCpu',
  '/rule/task/frequencyHz': 'taskFrequencyHz',
  '/rule/task/durationMs': 'taskDurationSeconds',
  '/rule/task/beforeMs': 'beforeSeconds',
};

const COMMON: PolicyField[] = ['name', 'selector', 'onCpu'];
const STANDING: PolicyField[] = [...COMMON, 'frequencyHz', 'maxTargetsPerNode', 'agentCpuPercent'];
const TRIGGER: PolicyField[] = [
  ...COMMON,
  'source',
  'op',
  'threshold',
  'periodSeconds',
  'count',
  'coolDownMinutes',
  'maxConcurrentTasks',
  'taskFrequencyHz',
  'taskDurationSeconds',
  'beforeSeconds',
];

/** The fields that a form of this kind shows. */
export function shownFields({ kind, source }: Pick<PolicyForm, 'kind' | 'source'>): PolicyField[] {
  switch (kind) {
    case 'always-on':
      return STANDING;
    case 'flight-recorder':
      return [...STANDING, 'keepMinutes', 'maxMiBPerNode'];
    case 'trigger':
      return source === 'node' ? [...TRIGGER, 'metric'] : [...TRIGGER, 'query', 'everySeconds', 'selectorFrom'];
  }
}

export interface SplitErrors {
  /** At the fields that they are about. */
  fields: FieldErrors;
  /** Of what no field shows. */
  others: ShownProblem['fieldErrors'];
}

/**
 * The controller's own validation, at the form's fields. A rule that fits none of the three kinds is reported against
 * each of them; only what is about the kind that was filled in is of use, unless there is nothing else.
 */
export function splitFieldErrors(problem: Pick<ShownProblem, 'fieldErrors'>, form: PolicyForm): SplitErrors {
  const shown = new Set(shownFields(form));
  const fields: FieldErrors = {};
  for (const { path, message } of problem.fieldErrors) {
    const field = fieldOf(path);
    if (field !== undefined && shown.has(field)) {
      fields[field] ??= sentence(message);
    }
  }
  const isPlaced = Object.keys(fields).length > 0;
  return { fields, others: isPlaced ? [] : problem.fieldErrors };
}

function fieldOf(pointer: string): PolicyField | undefined {
  const parts = pointer.split('/');
  for (let length = parts.length; length > 1; length--) {
    const field = FIELD_OF_POINTER[parts.slice(0, length).join('/')];
    if (field !== undefined) {
      return field;
    }
  }
  return undefined;
}

/** "must be <= 99" begins in the middle of a sentence. */
const sentence = (message: string) => message.charAt(0).toUpperCase() + message.slice(1);
