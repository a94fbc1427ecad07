import { type Static, Type } from 'typebox';
import { stringEnum } from './string-enum.ts';

export const TASK_ORIGINS = ['user', 'alert', 'policy', 'experiment'] as const;
export type TaskOrigin = (typeof TASK_ORIGINS)[number];

/** What made a task that no person asked for: the condition, its threshold and what was measured. */
export const TaskCauseSchema = Type.Object(
  {
    kind: stringEnum(['alert', 'policy', 'experiment'] as const),
    id: Type.String({ maxLength: 200 }),
    name: Type.String({ maxLength: 200 }),
    detail: Type.String({ maxLength: 1_000, description: 'One sentence' }),
    metric: Type.Optional(Type.String({ maxLength: 500 })),
    threshold: Type.Optional(Type.Number()),
    measured: Type.Optional(Type.Number()),
    unit: Type.Optional(Type.String({ maxLength: 40 })),
    startedAt: Type.Optional(Type.String({ format: 'date-time', description: 'When the condition began' })),
  },
  { title: 'TaskCause', additionalProperties: false }
);
export type TaskCause = Static<typeof TaskCauseSchema>;
