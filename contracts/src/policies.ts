import { type Static, Type } from 'typebox';
import { DEFAULT_EVENTS, EVENTS } from './events.ts';
import { SELECTOR_LABELS, type SelectorLabel } from './labels.ts';
import {
  POLICY_NAME_MAX_LENGTH,
  RECORDER_LIMITS,
  STANDING_LIMITS,
  THRESHOLD_MAX,
  TRIGGER_LIMITS,
} from './policy-limits.ts';
import { NODE_METRIC_IDS, THRESHOLD_OPERATORS } from './policy-metrics.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';
import { CreateTaskSchema } from './create-task.ts';
import { FLIGHT_RECORDER_MAX_MS } from './task-limits.ts';

const within = ({ min, max, default: usual }: { min: number; max: number; default: number }) => ({
  minimum: min,
  maximum: max,
  default: usual,
});

const Events = Type.Optional(
  Type.Array(stringEnum(EVENTS), {
    minItems: 1,
    maxItems: EVENTS.length,
    uniqueItems: true,
    default: [...DEFAULT_EVENTS],
  })
);

const standing = {
  selector: SelectorSchema,
  events: Events,
  frequencyHz: Type.Optional(Type.Integer(within(STANDING_LIMITS.frequencyHz))),
  maxTargetsPerNode: Type.Optional(Type.Integer(within(STANDING_LIMITS.maxTargetsPerNode))),
  agentCpuPercent: Type.Optional(
    Type.Number({
      ...within(STANDING_LIMITS.agentCpuPercent),
      description:
        'CPU of one core that all standing profiling of a node may take in its agent; above it the agent lowers the frequency, then drops processes. The lowest of the policies of a node holds',
    })
  ),
};

export const AlwaysOnRuleSchema = Type.Object(
  { kind: Type.Literal('always-on'), ...standing },
  { title: 'AlwaysOnRule', additionalProperties: false }
);
export type AlwaysOnRule = Static<typeof AlwaysOnRuleSchema>;

export const FlightRecorderRuleSchema = Type.Object(
  {
    kind: Type.Literal('flight-recorder'),
    ...standing,
    keepMs: Type.Optional(Type.Integer(within(RECORDER_LIMITS.keepMs))),
    maxBytesPerNode: Type.Optional(
      Type.Integer({ ...within(RECORDER_LIMITS.maxBytesPerNode), description: 'On disk' })
    ),
  },
  { title: 'FlightRecorderRule', additionalProperties: false }
);
export type FlightRecorderRule = Static<typeof FlightRecorderRuleSchema>;

const Threshold = {
  op: Type.Optional(stringEnum(THRESHOLD_OPERATORS, { default: '>' })),
  threshold: Type.Number({ minimum: -THRESHOLD_MAX, maximum: THRESHOLD_MAX }),
};

export const NodeConditionSchema = Type.Object(
  { source: Type.Literal('node'), metric: stringEnum(NODE_METRIC_IDS), ...Threshold },
  {
    title: 'NodeCondition',
    additionalProperties: false,
    description: 'Measured by the agents, of each process that matches the selector',
  }
);
export type NodeCondition = Static<typeof NodeConditionSchema>;

/** Which label of a series gives which label of the task's selector, e.g. `{"pod": "pod_name"}`. */
const SelectorFromSchema = Type.Unsafe<Partial<Record<SelectorLabel, string>>>({
  type: 'object',
  additionalProperties: false,
  description: 'Which label of a series gives which label of the selector of its task',
  properties: Object.fromEntries(
    SELECTOR_LABELS.map((label) => [label, Type.String({ minLength: 1, maxLength: 200 })])
  ),
});

export const PrometheusConditionSchema = Type.Object(
  {
    source: Type.Literal('prometheus'),
    query: Type.String({
      minLength: 1,
      maxLength: 4_000,
      description: 'PromQL; each series of the result counts alone',
    }),
    ...Threshold,
    everyMs: Type.Optional(Type.Integer(within(TRIGGER_LIMITS.everyMs))),
    selectorFrom: Type.Optional(SelectorFromSchema),
  },
  { title: 'PrometheusCondition', additionalProperties: false, description: 'Asked by the controller' }
);
export type PrometheusCondition = Static<typeof PrometheusConditionSchema>;

const { events, frequencyHz, durationMs } = CreateTaskSchema.properties;

export const TriggerTaskSchema = Type.Object(
  {
    events,
    frequencyHz,
    durationMs,
    beforeMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: FLIGHT_RECORDER_MAX_MS,
        default: 0,
        description: 'Also what a flight recorder holds of the processes from that long before',
      })
    ),
  },
  { title: 'TriggerTask', additionalProperties: false, description: 'What a task that this policy starts does' }
);
export type TriggerTask = Static<typeof TriggerTaskSchema>;

export const TriggerRuleSchema = Type.Object(
  {
    kind: Type.Literal('trigger'),
    selector: Type.Optional(SelectorSchema),
    condition: Type.Union([NodeConditionSchema, PrometheusConditionSchema], { title: 'TriggerCondition' }),
    periodMs: Type.Optional(Type.Integer(within(TRIGGER_LIMITS.periodMs))),
    count: Type.Optional(
      Type.Integer({
        ...within(TRIGGER_LIMITS.count),
        description: 'Looks within the period that must be over the threshold',
      })
    ),
    coolDownMs: Type.Optional(
      Type.Integer({
        ...within(TRIGGER_LIMITS.coolDownMs),
        description: 'After a task for a process (or series) began, until the next for the same',
      })
    ),
    maxConcurrentTasks: Type.Optional(Type.Integer(within(TRIGGER_LIMITS.maxConcurrentTasks))),
    task: Type.Optional(TriggerTaskSchema),
  },
  { title: 'TriggerRule', additionalProperties: false }
);
export type TriggerRule = Static<typeof TriggerRuleSchema>;

export const PolicyRuleSchema = Type.Union([AlwaysOnRuleSchema, FlightRecorderRuleSchema, TriggerRuleSchema], {
  title: 'PolicyRule',
});
export type PolicyRule = Static<typeof PolicyRuleSchema>;

export const PutPolicySchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: POLICY_NAME_MAX_LENGTH }),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    rule: PolicyRuleSchema,
  },
  { title: 'PutPolicy', additionalProperties: false }
);
export type PutPolicy = Static<typeof PutPolicySchema>;
