import {
  type EventId,
  NODE_METRICS,
  type NodeMetricId,
  type Policy,
  type PolicyKind,
  RECORDER_LIMITS,
  STANDING_LIMITS,
  TASK_DEFAULTS,
  type ThresholdOperator,
  TRIGGER_LIMITS,
  type TriggerRule,
  writeSelectorText,
} from '@meshprof/contracts';
import { writeSelectorFrom } from './selector-from-text';

/** What a person fills in, in the units of the form; fields of the other kinds keep what they had. */
export interface PolicyForm {
  kind: PolicyKind;
  name: string;
  enabled: boolean;
  selector: string;
  onCpu: boolean;
  offCpu: boolean;
  pageFaults: boolean;
  /** Of always-on and flight recorder. */
  frequencyHz: number;
  maxTargetsPerNode: number;
  agentCpuPercent: number;
  keepMinutes: number;
  maxMiBPerNode: number;
  /** Of triggers. */
  source: 'node' | 'prometheus';
  metric: NodeMetricId;
  query: string;
  everySeconds: number;
  selectorFrom: string;
  op: ThresholdOperator;
  threshold: number;
  periodSeconds: number;
  count: number;
  coolDownMinutes: number;
  maxConcurrentTasks: number;
  taskFrequencyHz: number;
  taskDurationSeconds: number;
  beforeSeconds: number;
}

/** The form's units, in those of the API. */
export const [SECOND_MS, MINUTE_MS, MIB] = [1_000, 60_000, 1_048_576];

/** Limits of the API in a unit of the form. */
export const rangeOf = ({ min, max }: { min: number; max: number }, unit = 1) => ({ min: min / unit, max: max / unit });

/** The contract's defaults, and a threshold that says something of a proxy. */
export const DEFAULT_POLICY_FORM: PolicyForm = {
  kind: 'always-on',
  name: '',
  enabled: true,
  selector: '',
  onCpu: true,
  offCpu: true,
  pageFaults: false,
  frequencyHz: STANDING_LIMITS.frequencyHz.default,
  maxTargetsPerNode: STANDING_LIMITS.maxTargetsPerNode.default,
  agentCpuPercent: STANDING_LIMITS.agentCpuPercent.default,
  keepMinutes: RECORDER_LIMITS.keepMs.default / MINUTE_MS,
  maxMiBPerNode: RECORDER_LIMITS.maxBytesPerNode.default / MIB,
  source: 'node',
  metric: 'process-cpu',
  query: '',
  everySeconds: TRIGGER_LIMITS.everyMs.default / SECOND_MS,
  selectorFrom: '',
  op: '>',
  threshold: 80,
  periodSeconds: TRIGGER_LIMITS.periodMs.default / SECOND_MS,
  count: TRIGGER_LIMITS.count.default,
  coolDownMinutes: TRIGGER_LIMITS.coolDownMs.default / MINUTE_MS,
  maxConcurrentTasks: TRIGGER_LIMITS.maxConcurrentTasks.default,
  taskFrequencyHz: TASK_DEFAULTS.frequencyHz,
  taskDurationSeconds: TASK_DEFAULTS.durationMs / SECOND_MS,
  beforeSeconds: 0,
};

/** The controller writes every default out, so that nothing of a stored policy is guessed here. */
export function formOfPolicy({ name, enabled, rule }: Pick<Policy, 'name' | 'enabled' | 'rule'>): PolicyForm {
  const common = {
    ...DEFAULT_POLICY_FORM,
    kind: rule.kind,
    name,
    enabled,
    selector: rule.selector ? writeSelectorText(rule.selector) : '',
  };
  if (rule.kind === 'trigger') {
    return { ...common, ...triggerFields(rule) };
  }
  const { frequencyHz, maxTargetsPerNode, agentCpuPercent } = rule;
  return {
    ...common,
    ...eventFields(rule.events),
    ...given({ frequencyHz, maxTargetsPerNode, agentCpuPercent }),
    ...(rule.kind === 'flight-recorder' &&
      given({ keepMinutes: divided(rule.keepMs, MINUTE_MS), maxMiBPerNode: divided(rule.maxBytesPerNode, MIB) })),
  };
}

function triggerFields({ condition, task = {}, ...rule }: TriggerRule): Partial<PolicyForm> {
  const { op, threshold, source } = condition;
  return {
    ...given({ op, threshold, source }),
    ...(condition.source === 'node'
      ? { metric: condition.metric }
      : {
          query: condition.query,
          ...given({ everySeconds: divided(condition.everyMs, SECOND_MS) }),
          selectorFrom: writeSelectorFrom(condition.selectorFrom ?? {}),
        }),
    ...eventFields(task.events),
    ...given({
      periodSeconds: divided(rule.periodMs, SECOND_MS),
      count: rule.count,
      coolDownMinutes: divided(rule.coolDownMs, MINUTE_MS),
      maxConcurrentTasks: rule.maxConcurrentTasks,
      taskFrequencyHz: task.frequencyHz,
      taskDurationSeconds: divided(task.durationMs, SECOND_MS),
      beforeSeconds: divided(task.beforeMs, SECOND_MS),
    }),
  };
}

function eventFields(events: readonly EventId[] | undefined): Partial<PolicyForm> {
  return events === undefined
    ? {}
    : {
        onCpu: events.includes('on-cpu'),
        offCpu: events.includes('off-cpu'),
        pageFaults: events.includes('page-fault'),
      };
}

const divided = (value: number | undefined, unit: number) => (value === undefined ? undefined : value / unit);

function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** The unit of the threshold; a query's is its own. */
export const unitOfForm = ({ source, metric }: Pick<PolicyForm, 'source' | 'metric'>): string =>
  source === 'node' ? NODE_METRICS[metric].unit : '';
