import { type CreateTask, CreateTaskSchema, type Task, TASK_DEFINITION_PROPERTIES } from '@meshprof/contracts';
import { type Static, Type } from 'typebox';

/** Every field of a new task, each optional: what is given replaces what the copied task has. */
export const CloneTaskSchema = Type.Partial(CreateTaskSchema, { title: 'CloneTask', additionalProperties: false });
export type CloneTask = Static<typeof CloneTaskSchema>;

/**
 * What would create this task again, at once: not when it was to start, and not what the flight recorder had kept of the
 * time before it.
 */
export function bodyOfCopy(task: Task, changes: CloneTask = {}): CreateTask {
  const defined = Object.keys(TASK_DEFINITION_PROPERTIES) as (keyof typeof TASK_DEFINITION_PROPERTIES)[];
  const kept = Object.fromEntries(defined.filter((key) => task[key] !== undefined).map((key) => [key, task[key]]));
  return { ...(kept as CreateTask), ...changes };
}
