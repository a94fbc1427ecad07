/**
 * Wait classes of off-CPU time. The array index is the number that BPF writes into a record
 * (`bpf/meshprof.h`, checked by a test), so new classes go to the end.
 */
export interface WaitClass {
  readonly id: string;
  readonly title: string;
  /** True where the wait is an idle loop's normal state rather than a cost. */
  readonly idle?: boolean;
}

export const WAIT_CLASSES = [
  { id: 'other', title: 'Other wait' },
  { id: 'runnable', title: 'Woken, waiting for a CPU' },
  { id: 'preempted', title: 'Preempted, waiting for a CPU' },
  { id: 'throttled', title: 'Stopped by a CPU quota' },
  { id: 'poll-idle', title: 'Event loop with nothing to do', idle: true },
  { id: 'lock', title: 'Lock (futex)' },
  { id: 'sleep', title: 'Sleep' },
  { id: 'network', title: 'Network' },
  { id: 'pipe', title: 'Pipe' },
  { id: 'file', title: 'File or disk' },
  { id: 'page-fault', title: 'Page fault' },
] as const satisfies readonly WaitClass[];

export type WaitClassId = (typeof WAIT_CLASSES)[number]['id'];
