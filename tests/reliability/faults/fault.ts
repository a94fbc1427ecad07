import type { TargetState, TaskState } from '@meshprof/contracts';
import type { Rig, RigOptions } from '../rig/rig.ts';

/** When in the life of a task something breaks. */
export const MOMENTS = ['before-start', 'running', 'uploading'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Something that breaks, for a while, and what must come of it. */
export interface Fault {
  readonly what: string;
  readonly moment: Moment;
  /** Absent: for good. */
  readonly lastsMs?: number;
  readonly taskMs: number;
  readonly setting?: RigOptions;
  readonly begin: (rig: Rig, taskId: string) => Promise<unknown> | void;
  readonly end?: (rig: Rig) => Promise<unknown> | void;
  readonly expected: Outcome;
}

/** How a task ended. */
export interface Outcome {
  readonly task: TaskState;
  readonly target: TargetState;
  readonly reasonCode?: string;
  /**
   * All samples that the target's last report counts have arrived: `all`. Those of a window that an agent had not yet
   * exported when it was killed have not: `gap`. It had exported none: `lost`. Nothing was sampled: `none`.
   */
  readonly profiles: 'all' | 'gap' | 'lost' | 'none';
}
