import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateTask, Task } from '@meshprof/contracts';
import { endedTask } from '../../harness/run-task.ts';
import type { RunningMeshprof } from '../../harness/running-meshprof.ts';

export interface TaskStream {
  /** Lets the tasks that run end, and answers all that there were. */
  stop(): Promise<Task[]>;
}

const BETWEEN_MS = 1_000;

/** One task after another, each as soon as the one before it has ended. */
export function startTasks(meshprof: RunningMeshprof, request: Partial<CreateTask>): TaskStream {
  const ended: Task[] = [];
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const created = await meshprof.api<Task>('POST', '/v1/tasks', request);
      ended.push(await endedTask(meshprof, created.id));
      await sleep(BETWEEN_MS);
    }
  })();
  // Told by `stop`.
  running.catch(() => undefined);
  return {
    async stop() {
      isOver = true;
      await running;
      return ended;
    },
  };
}
