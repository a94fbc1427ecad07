import type { DeletedTask, Task } from '@meshprof/contracts';
import { request } from '@shared/infrastructure/controller-request';

const path = (taskId: string) => `operate/v1/tasks/${encodeURIComponent(taskId)}`;

/** The same task again, at once, on what matches now. */
export const rerunTask = (taskId: string): Promise<Task> =>
  request(`${path(taskId)}/rerun`, { method: 'POST', data: {} });

/** Only one that has ended. Its profiles stay in the store. */
export const deleteTask = (taskId: string): Promise<DeletedTask> => request(path(taskId), { method: 'DELETE' });
