import { type Static, Type } from 'typebox';
import { DEFAULT_EVENTS, EVENTS } from './events.ts';
import { LOSS_ID_PATTERN, MAX_LOSS_IDS } from './losses.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';
import { TARGET_STATES, TASK_STATES } from './task-states.ts';

export const TASK_ORIGINS = ['user', 'alert', 'policy', 'experiment'] as const;

export const CreateTaskSchema = Type.Object(
  {
    selector: SelectorSchema,
    events: Type.Optional(
      Type.Array(stringEnum(EVENTS), {
        minItems: 1,
        maxItems: EVENTS.length,
        uniqueItems: true,
        default: [...DEFAULT_EVENTS],
      })
    ),
    frequencyHz: Type.Optional(Type.Integer({ minimum: 1, maximum: 999, default: 99 })),
    durationMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 3_600_000, default: 10_000 })),
    title: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { title: 'CreateTask', additionalProperties: false }
);
export type CreateTask = Static<typeof CreateTaskSchema>;

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
    id: Type.String(),
    agentId: Type.String(),
    node: Type.String(),
    pid: Type.Integer(),
    service: Type.String(),
    role: Type.String(),
    process: Type.String(),
    container: Type.Union([Type.String(), Type.Null()]),
    state: stringEnum(TARGET_STATES),
    progress: TargetProgressSchema,
    reasonCode: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    /** Window of the exported profiles, for queries; present once the first was exported. */
    profileStart: Type.Optional(Type.String({ format: 'date-time' })),
    profileEnd: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { title: 'TaskTarget' }
);
export type TaskTarget = Static<typeof TaskTargetSchema>;

export const TaskSchema = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    state: stringEnum(TASK_STATES),
    selector: SelectorSchema,
    events: Type.Array(stringEnum(EVENTS)),
    frequencyHz: Type.Integer(),
    durationMs: Type.Integer(),
    origin: stringEnum(TASK_ORIGINS),
    author: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
    startedAt: Type.Optional(Type.String({ format: 'date-time' })),
    endedAt: Type.Optional(Type.String({ format: 'date-time' })),
    reasonCode: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    targets: Type.Array(TaskTargetSchema),
  },
  { title: 'Task' }
);
export type Task = Static<typeof TaskSchema>;
