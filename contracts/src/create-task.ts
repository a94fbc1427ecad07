import { type Static, Type } from 'typebox';
import { EVENTS } from './events.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';
import {
  AGENT_CPU_PERCENT_LIMITS,
  DURATION_MAX_MS,
  DURATION_MIN_MS,
  FLIGHT_RECORDER_MAX_MS,
  FREQUENCY_MAX_HZ,
  MAX_TAGS,
  MAX_TARGETS_LIMITS,
  MIN_WAIT_LIMITS_US,
  NOTE_MAX_LENGTH,
  OFF_CPU_DEFAULTS,
  STACKS_PER_SECOND_LIMITS,
  STALL_THRESHOLD_LIMITS_MS,
  TAG_PATTERN,
  TASK_DEFAULTS,
  TITLE_MAX_LENGTH,
} from './task-limits.ts';

const between = ({ min, max }: { min: number; max: number }) => ({ minimum: min, maximum: max });

/** Words to find tasks by. */
export const TagSchema = Type.String({ pattern: TAG_PATTERN });

/** Of the session that the agent opens (native/types.ts). What is absent is the agent's own default. */
export const OffCpuOptionsSchema = Type.Object(
  {
    stacksPerSecond: Type.Optional(
      Type.Integer({
        ...between(STACKS_PER_SECOND_LIMITS),
        description:
          'Stacks of waits to capture a second on a node; beyond it waits are sampled and the sums stay exact. ' +
          `0: no stacks, totals only. Default ${OFF_CPU_DEFAULTS.stacksPerSecondAndCpu} for each CPU`,
      })
    ),
    minWaitUs: Type.Optional(
      Type.Integer({
        ...between(MIN_WAIT_LIMITS_US),
        description:
          'Waits shorter than this have no stack; they stay in all totals, and in profiles as one row. Sessions on a node ' +
          'share the captures, so the smallest value of those that run at once holds. Default 0',
      })
    ),
    stallThresholdMs: Type.Optional(
      Type.Integer({
        ...between(STALL_THRESHOLD_LIMITS_MS),
        description:
          'How long an event loop may go without waiting for events until that is a stall. 0: never. ' +
          `Default ${OFF_CPU_DEFAULTS.stallThresholdMs}`,
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
      ...between(MAX_TARGETS_LIMITS),
      default: TASK_DEFAULTS.maxTargets,
      description: `Processes to profile at once, at most. ${AT_MOST}`,
    })
  ),
  agentCpuPercent: Type.Optional(
    Type.Integer({
      ...between(AGENT_CPU_PERCENT_LIMITS),
      description:
        'What the agent of a node may spend on one target, in percent of one CPU. A session that needs more ends early ' +
        'and keeps what it has. Default: no limit',
    })
  ),
  title: Type.Optional(Type.String({ maxLength: TITLE_MAX_LENGTH })),
  note: Type.Optional(Type.String({ maxLength: NOTE_MAX_LENGTH, description: 'Why, and what was found' })),
  tags: Type.Optional(Type.Array(TagSchema, { maxItems: MAX_TAGS, uniqueItems: true })),
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
