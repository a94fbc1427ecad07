import { PLUGIN_BASE_URL } from './constants';

export const ROUTES = { targets: 'targets', tasks: 'tasks' } as const;

export const targetsUrl = () => `${PLUGIN_BASE_URL}/${ROUTES.targets}`;
export const tasksUrl = () => `${PLUGIN_BASE_URL}/${ROUTES.tasks}`;
export const taskUrl = (taskId: string) => `${tasksUrl()}/${encodeURIComponent(taskId)}`;
export const configurationUrl = () => `/plugins/${PLUGIN_BASE_URL.slice('/a/'.length)}`;
