import type { Task } from '@meshprof/contracts';
import type { RunningMeshprof } from './running-meshprof.ts';
import { waitFor } from './wait-for.ts';

type Api = Pick<RunningMeshprof, 'api'>;

/** Starts a task and answers it once it has ended, however it did. */
export async function runTask(controller: Api, request: object): Promise<Task> {
  const { id } = await controller.api<Task>('POST', '/v1/tasks', request);
  return endedTask(controller, id);
}

export function endedTask({ api }: Api, id: string): Promise<Task> {
  return waitFor(
    async () => {
      const task = await api<Task>('GET', `/v1/tasks/${id}`);
      return task.endedAt === undefined ? undefined : task;
    },
    { what: `the end of the task ${id}`, timeoutMs: 120_000 }
  );
}
