import { FINAL_TARGET_STATES, FINAL_TASK_STATES, type TargetState, type TaskState } from '@meshprof/contracts';

export const isTaskFinal = (state: TaskState): boolean => FINAL_TASK_STATES.some((final) => final === state);
export const isTargetFinal = (state: TargetState): boolean => FINAL_TARGET_STATES.some((final) => final === state);

/** Poll intervals in ms. TanStack Query stops them while the tab is hidden. */
export const POLL_ACTIVE_TASK_MS = 500;
export const POLL_ACTIVE_LIST_MS = 1000;
export const POLL_IDLE_LIST_MS = 10_000;
