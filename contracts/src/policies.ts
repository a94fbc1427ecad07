import { type Static, Type } from 'typebox';
import { DEFAULT_EVENTS, EVENTS } from './events.ts';
import { SELECTOR_LABELS, type SelectorLabel } from './labels.ts';
import { NODE_METRIC_IDS, THRESHOLD_OPERATORS } from './policy-metrics.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';
import { CreateTaskSchema, FLIGHT_RECORDER_MAX_MS } from './create-task.ts';

export const POLICY_KINDS = ['always-on', 'flight-recorder', 'trigger'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** How often agents look at what triggers watch. */
export const NODE_LOOK_EVERY_MS = 5_000;

const Events = Type.Optional(
  Type.Array(stringEnum(EVENTS), {
    minItems: 1,
    maxItems: EVENTS.length,
    uniqueItems: true,
    default: [...DEFAULT_EVENTS],
  })
);

/** Of profiling that goes on: low, because nobody decides each time whether it is worth its cost. */
const standing = {
  selector: SelectorSchema,
  events: Events,
  frequencyHz: Type.Optional(Type.Integer({ minimum: 1, maximum: 99, default: 19 })),
  maxTargetsPerNode: Type.Optional(Type.Integer({ minimum: 1, maximum: 64, default: 8 })),
  agentCpuPercent: Type.Optional(
    Type.Number({
      minimum: 0.1,
      maximum: 50,
      default: 1,
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
    keepMs: Type.Optional(
      Type.Integer({ minimum: 60_000, maximum: FLIGHT_RECORDER_MAX_MS, default: FLIGHT_RECORDER_MAX_MS })
    ),
    maxBytesPerNode: Type.Optional(
      Type.Integer({ minimum: 1_048_576, maximum: 1_073_741_824, default: 67_108_864, description: 'On disk' })
    ),
  },
  { title: 'FlightRecorderRule', additionalProperties: false }
);
export type FlightRecorderRule = Static<typeof FlightRecorderRuleSchema>;

const Threshold = {
  op: Type.Optional(stringEnum(THRESHOLD_OPERATORS, { default: '>' })),
  threshold: Type.Number({ minimum: -1e15, maximum: 1e15 }),
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
    everyMs: Type.Optional(Type.Integer({ minimum: 5_000, maximum: 300_000, default: 15_000 })),
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
    periodMs: Type.Optional(Type.Integer({ minimum: 5_000, maximum: 3_600_000, default: 60_000 })),
    count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 720,
        default: 3,
        description: 'Looks within the period that must be over the threshold',
      })
    ),
    coolDownMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 604_800_000,
        default: 1_200_000,
        description: 'After a task for a process (or series) began, until the next for the same',
      })
    ),
    maxConcurrentTasks: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 2 })),
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
    name: Type.String({ minLength: 1, maxLength: 200 }),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    rule: PolicyRuleSchema,
  },
  { title: 'PutPolicy', additionalProperties: false }
);
export type PutPolicy = Static<typeof PutPolicySchema>;
