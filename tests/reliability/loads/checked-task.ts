import { setTimeout as sleep } from 'node:timers/promises';
import { FINAL_TASK_STATES, type Task, type TaskTarget } from '@meshprof/contracts';
import { waitFor } from '../../harness/wait-for.ts';
import type { Rig } from '../rig/rig.ts';
import { count } from './load.ts';

export interface CheckedTask {
  readonly task: Task;
  readonly kept: number;
  readonly lost: number;
  readonly arrived: number;
  readonly problems: readonly string[];
}

const ENDS_WITHIN_MS = 180_000;
const ARRIVES_WITHIN_MS = 60_000;

/** Waits for a task's end, and compares what its targets counted with what arrived. */
export async function checkedTask(rig: Rig, id: string): Promise<CheckedTask> {
  const task = await waitFor(
    async () => {
      const seen = await rig.task(id);
      return seen !== undefined && (FINAL_TASK_STATES as readonly string[]).includes(seen.state) ? seen : undefined;
    },
    { what: `the end of task ${id}`, timeoutMs: ENDS_WITHIN_MS, intervalMs: 1_000 }
  );
  const sum = (of: (target: TaskTarget) => number) => task.targets.reduce((total, target) => total + of(target), 0);
  const kept = sum(({ progress }) => progress.samplesKept);
  const arrived = await arrivedOf(rig, id, kept);
  const problems = task.targets
    .filter(({ state, reasonCode }) => state !== 'completed' && reasonCode === undefined)
    .map(({ id: target, state }) => `Target ${target} is ${state} for no reason.`);
  if (arrived !== kept) problems.push(`${count(kept)} samples were counted and ${count(arrived)} arrived.`);
  return { task, kept, lost: sum(({ progress }) => progress.samplesLost), arrived, problems };
}

async function arrivedOf(rig: Rig, id: string, kept: number): Promise<number> {
  const deadlineMs = performance.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const arrived = await rig.samplesArrived(id);
    if (arrived >= kept || performance.now() > deadlineMs) return arrived;
    await sleep(1_000);
  }
}

/** How many targets ended how: `3 completed, 1 failed (agent-busy)`. */
export function endsOf({ targets }: Pick<Task, 'targets'>): string {
  const ends = Map.groupBy(targets, ({ state, reasonCode }) =>
    reasonCode === undefined ? state : `${state} (\`${reasonCode}\`)`
  );
  return [...ends].map(([end, those]) => `${count(those.length)} ${end}`).join(', ');
}
