import { type Static, Type } from 'typebox';
import { OffCpuOptionsSchema } from './create-task.ts';
import { EVENTS } from './events.ts';
import { LOSS_ID_PATTERN, MAX_LOSS_IDS } from './losses.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';
import { PROCESS_PROPERTIES, REASON_PROPERTIES } from './targets.ts';
import { TASK_ORIGINS, TaskCauseSchema } from './task-cause.ts';
import { TARGET_STATES, TASK_STATES } from './task-states.ts';

/** What every reader of JSON holds exactly; a larger number would come back from a database as an error. */
const counter = (description?: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, ...(description !== undefined && { description }) });

/** How far a target has come. Counters only grow. */
export const TargetProgressSchema = Type.Object(
  {
    elapsedMs: counter(),
    samplesKept: counter('On-CPU samples so far'),
    samplesLost: counter('On-CPU samples that were due and could not be kept'),
    switches: counter('Off-CPU switches so far'),
    lostByCause: Type.Optional(
      Type.Record(Type.String({ pattern: LOSS_ID_PATTERN }), counter(), {
        additionalProperties: false,
        maxProperties: MAX_LOSS_IDS,
        description: 'What is lacking, by id of the table of losses; absent from an older agent',
      })
    ),
  },
  { title: 'TargetProgress' }
);
export type TargetProgress = Static<typeof TargetProgressSchema>;

export const TaskTargetSchema = Type.Object(
  {
    ...PROCESS_PROPERTIES,
    state: stringEnum(TARGET_STATES),
    /** Of this target's session; shorter than the task's for one that joined later. */
    durationMs: Type.Integer({ minimum: 0 }),
    progress: TargetProgressSchema,
    ...REASON_PROPERTIES,
    /** Window of the exported profiles, for queries; present once the first was exported. */
    profileStart: Type.Optional(Type.String({ format: 'date-time' })),
    profileEnd: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { title: 'TaskTarget' }
);
export type TaskTarget = Static<typeof TaskTargetSchema>;

/** Processes that match but are not profiled, by reason. */
export const LeftOutSchema = Type.Object(
  {
    reasonCode: Type.String(),
    reason: Type.String(),
    remedy: Type.Optional(Type.String()),
    count: Type.Integer({ minimum: 1 }),
  },
  { title: 'LeftOut' }
);
export type LeftOut = Static<typeof LeftOutSchema>;

export const TaskSchema = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    note: Type.String(),
    tags: Type.Array(Type.String()),
    state: stringEnum(TASK_STATES),
    selector: SelectorSchema,
    events: Type.Array(stringEnum(EVENTS)),
    frequencyHz: Type.Integer(),
    durationMs: Type.Integer(),
    offCpu: Type.Optional(OffCpuOptionsSchema),
    maxTargets: Type.Integer(),
    agentCpuPercent: Type.Optional(Type.Integer()),
    beforeMs: Type.Integer({ minimum: 0 }),
    origin: stringEnum(TASK_ORIGINS),
    cause: Type.Optional(TaskCauseSchema),
    scheduleId: Type.Optional(Type.String({ description: 'The schedule that made it' })),
    copyOf: Type.Optional(Type.String({ description: 'The task it repeats' })),
    author: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
    startAt: Type.String({
      format: 'date-time',
      description: 'When it is to start; of an immediate task its creation',
    }),
    startedAt: Type.Optional(Type.String({ format: 'date-time' })),
    endedAt: Type.Optional(Type.String({ format: 'date-time' })),
    ...REASON_PROPERTIES,
    leftOut: Type.Array(LeftOutSchema),
    targets: Type.Array(TaskTargetSchema),
  },
  { title: 'Task' }
);
export type Task = Static<typeof TaskSchema>;
