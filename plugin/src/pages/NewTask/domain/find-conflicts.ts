import type { Task, TaskPlan } from '@meshprof/contracts';
import { isTargetFinal } from '@shared/domain/task-activity';

export interface Conflict {
  task: Task;
  /** Processes of the plan that this task profiles already. */
  processes: number;
}

/** Tasks that have not ended and profile some of the same processes: both work, and their costs add up. */
export function findConflicts(plan: Pick<TaskPlan, 'targets'>, active: readonly Task[]): Conflict[] {
  const planned = new Set(plan.targets.map(({ id }) => id));
  return active
    .map((task) => ({
      task,
      processes: task.targets.filter(({ id, state }) => planned.has(id) && !isTargetFinal(state)).length,
    }))
    .filter(({ processes }) => processes > 0)
    .sort((a, b) => b.processes - a.processes);
}
