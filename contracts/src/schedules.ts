import { type Static, Type } from 'typebox';
import { TASK_DEFINITION_PROPERTIES } from './create-task.ts';
import { REASON_PROPERTIES } from './targets.ts';

/** When tasks start: five cron fields, in a time zone of the IANA database. */
export const ScheduleTimingSchema = Type.Object(
  {
    cron: Type.String({
      minLength: 9,
      maxLength: 100,
      description: 'Minute, hour, day of month, month, day of week; names, lists, ranges and steps as in crontab(5)',
    }),
    timeZone: Type.Optional(Type.String({ maxLength: 64, default: 'UTC', description: 'Such as Europe/Berlin' })),
  },
  { title: 'ScheduleTiming', additionalProperties: false }
);
export type ScheduleTiming = Static<typeof ScheduleTimingSchema>;

/** What each task of a schedule is created from. */
export const ScheduledTaskSchema = Type.Object(TASK_DEFINITION_PROPERTIES, {
  title: 'ScheduledTask',
  additionalProperties: false,
});
export type ScheduledTask = Static<typeof ScheduledTaskSchema>;

export const SaveScheduleSchema = Type.Object(
  {
    ...ScheduleTimingSchema.properties,
    enabled: Type.Optional(Type.Boolean({ default: true })),
    task: ScheduledTaskSchema,
  },
  { title: 'SaveSchedule', additionalProperties: false }
);
export type SaveSchedule = Static<typeof SaveScheduleSchema>;

const Time = Type.String({ format: 'date-time' });

export const ScheduleSchema = Type.Object(
  {
    id: Type.String(),
    cron: Type.String(),
    timeZone: Type.String(),
    enabled: Type.Boolean(),
    task: ScheduledTaskSchema,
    author: Type.String(),
    createdAt: Time,
    nextStartsAt: Type.Array(Time, { description: 'The next five; none while it is disabled' }),
    /** The last time that was dealt with, which may be a minute ahead: its task, or why there is none. */
    last: Type.Optional(
      Type.Object({
        startAt: Time,
        taskId: Type.Optional(Type.String()),
        ...REASON_PROPERTIES,
      })
    ),
    skipped: Type.Integer({ minimum: 0, description: 'Times without a task, since it was made' }),
  },
  { title: 'Schedule' }
);
export type Schedule = Static<typeof ScheduleSchema>;
