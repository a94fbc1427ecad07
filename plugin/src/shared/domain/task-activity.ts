import {
  FINAL_TARGET_STATES,
  FINAL_TASK_STATES,
  type TargetState,
  type Task,
  type TaskState,
} from '@meshprof/contracts';

export const isTaskFinal = (state: TaskState): boolean => FINAL_TASK_STATES.some((final) => final === state);
export const isTargetFinal = (state: TargetState): boolean => FINAL_TARGET_STATES.some((final) => final === state);

/** Processes are chosen this long before a start. */
const LEAD_MS = 60_000;

/**
 * Whether it runs or is about to. What starts later, as each schedule's next task does, needs no watching until then. A
 * task without a start of its own starts at its creation, whatever the browser's clock says.
 */
export function isUnderWay(
  { state, startAt, createdAt }: Pick<Task, 'state' | 'startAt' | 'createdAt'>,
  nowUnixMs: number = Date.now()
): boolean {
  const isToCome = Date.parse(startAt) > Date.parse(createdAt) && Date.parse(startAt) > nowUnixMs + LEAD_MS;
  return !isTaskFinal(state) && !(state === 'scheduled' && isToCome);
}

/** Poll intervals in ms. TanStack Query stops them while the tab is hidden. */
export const POLL_ACTIVE_TASK_MS = 500;
export const POLL_ACTIVE_LIST_MS = 1000;
export const POLL_IDLE_LIST_MS = 10_000;
