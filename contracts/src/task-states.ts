/** A task's life: the first four are active, the others final. */
export const TASK_STATES = [
  'scheduled',
  'dispatching',
  'running',
  'draining',
  'completed',
  'partial',
  'failed',
  'cancelled',
  'expired',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const FINAL_TASK_STATES = ['completed', 'partial', 'failed', 'cancelled', 'expired'] as const;

/** A target's life inside a task: the first three are active, the others final. */
export const TARGET_STATES = [
  'waiting',
  'running',
  'draining',
  'completed',
  'failed',
  'skipped',
  'cancelled',
  'lost',
] as const;
export type TargetState = (typeof TARGET_STATES)[number];

export const FINAL_TARGET_STATES = ['completed', 'failed', 'skipped', 'cancelled', 'lost'] as const;
