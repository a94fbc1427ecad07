import { type Static, Type } from 'typebox';
import { DEFAULT_EVENTS, EVENTS } from './events.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';

export const FREQUENCY_MAX_HZ = 999;
export const DURATION_MIN_MS = 1_000;
export const DURATION_MAX_MS = 3_600_000;
/** The flight recorder's length, and so the longest time before a task that a task can ask for. */
export const FLIGHT_RECORDER_MAX_MS = 900_000;

/** What a task takes where its creator chose nothing. */
export const TASK_DEFAULTS = {
  events: DEFAULT_EVENTS,
  frequencyHz: 99,
  durationMs: 10_000,
  maxTargets: 1_000,
  beforeMs: 0,
} as const;

/** Words to find tasks by. Bounded to what is safe in a URL and a label. */
export const TagSchema = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.:/=-]{0,63}$' });

/** Of the session that the agent opens (native/types.ts). What is absent is the agent's own default. */
export const OffCpuOptionsSchema = Type.Object(
  {
    stacksPerSecond: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100_000,
        description:
          'Stacks of waits to capture a second on a node; beyond it waits are sampled and the sums stay exact. ' +
          '0: no stacks, totals only. Default 500 for each CPU',
      })
    ),
    stallThresholdMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 60_000,
        description:
          'How long an event loop may go without waiting for events until that is a stall. 0: never. Default 20',
      })
    ),
    wakers: Type.Optional(
      Type.Boolean({ description: 'Also tell who ended the waits; costs something at every wakeup. Default false' })
    ),
  },
  { title: 'OffCpuOptions', additionalProperties: false }
);
export type OffCpuOptions = Static<typeof OffCpuOptionsSchema>;

const AT_MOST = 'An unbiased choice of the processes that match, the same for the same processes';

/** What every session of a task has in common, whenever and however often it starts. */
export const TASK_DEFINITION_PROPERTIES = {
  selector: SelectorSchema,
  events: Type.Optional(
    Type.Array(stringEnum(EVENTS), {
      minItems: 1,
      maxItems: EVENTS.length,
      uniqueItems: true,
      default: [...TASK_DEFAULTS.events],
    })
  ),
  frequencyHz: Type.Optional(
    Type.Integer({ minimum: 1, maximum: FREQUENCY_MAX_HZ, default: TASK_DEFAULTS.frequencyHz })
  ),
  durationMs: Type.Optional(
    Type.Integer({ minimum: DURATION_MIN_MS, maximum: DURATION_MAX_MS, default: TASK_DEFAULTS.durationMs })
  ),
  offCpu: Type.Optional(OffCpuOptionsSchema),
  maxTargets: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: TASK_DEFAULTS.maxTargets,
      description: `Processes to profile at once, at most. ${AT_MOST}`,
    })
  ),
  agentCpuPercent: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description:
        'What the agent of a node may spend on one target, in percent of one CPU. A session that needs more ends early ' +
        'and keeps what it has. Default: no limit',
    })
  ),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  note: Type.Optional(Type.String({ maxLength: 4_000, description: 'Why, and what was found' })),
  tags: Type.Optional(Type.Array(TagSchema, { maxItems: 20, uniqueItems: true })),
};

export const CreateTaskSchema = Type.Object(
  {
    ...TASK_DEFINITION_PROPERTIES,
    startAt: Type.Optional(
      Type.String({
        format: 'date-time',
        maxLength: 40,
        description:
          "When to start, by the controller's clock, at most a year ahead. Default: now. Processes are chosen a minute " +
          'before the start',
      })
    ),
    beforeMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: FLIGHT_RECORDER_MAX_MS,
        default: TASK_DEFAULTS.beforeMs,
        description:
          "Also what the flight recorder holds of these processes, from that long before the task's creation",
      })
    ),
  },
  { title: 'CreateTask', additionalProperties: false }
);
export type CreateTask = Static<typeof CreateTaskSchema>;
