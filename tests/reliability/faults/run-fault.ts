import { setTimeout as sleep } from 'node:timers/promises';
import { FINAL_TASK_STATES, type Task } from '@meshprof/contracts';
import { waitFor } from '../../harness/wait-for.ts';
import { Rig } from '../rig/rig.ts';
import type { Fault, Outcome } from './fault.ts';

/** After what broke works again, everything should be over by then. */
const SETTLE_MS = 120_000;
/** What an agent that was started again still has is in its spool. */
const GAP_SETTLE_MS = 10_000;

/** Expected where samples stay away that were counted. */
const MAY_LACK: readonly Outcome['profiles'][] = ['gap', 'lost'];

/** A broken connection on one machine is noticed long before. */
const NOTICE_MS = 500;

/** Breaks something in the middle of a task and tells how the task ended. */
export async function runFault(fault: Fault): Promise<Outcome> {
  const rig = await Rig.open(fault.setting);
  try {
    const task = await breakAt(rig, fault);
    await sleep(fault.lastsMs ?? 0);
    await fault.end?.(rig);
    rig.toController.mend();
    return await outcomeOf(rig, task.id, fault);
  } finally {
    await rig.close();
  }
}

async function breakAt(rig: Rig, fault: Fault): Promise<Task> {
  if (fault.moment === 'before-start') {
    // Until the end of the fault the agent hears nothing of the task, which the controller has stored.
    await rig.untilListed();
    rig.toController.cut();
    // Else the controller may answer a poll whose line it has not yet seen break, and take the task for dispatched.
    await sleep(NOTICE_MS);
    const task = await rig.createTask({ durationMs: fault.taskMs });
    await fault.begin(rig, task.id);
    return task;
  }
  await rig.untilListed();
  const task = await rig.createTask({ durationMs: fault.taskMs });
  await reach(rig, task.id, ({ state }) => state === 'running');
  if (fault.moment === 'uploading') {
    // What was recorded cannot leave: the session stays in its draining.
    rig.toEndpoint.cut();
    await reach(rig, task.id, ({ state }) => state === 'draining');
  }
  await fault.begin(rig, task.id);
  return task;
}

async function outcomeOf(rig: Rig, id: string, fault: Fault): Promise<Outcome> {
  const task = await settled(rig, id);
  const [target] = task.targets;
  const { reasonCode, progress } = target!;
  const kept = progress.samplesKept;
  return {
    task: task.state,
    target: target!.state,
    ...(reasonCode !== undefined && { reasonCode }),
    profiles: await profilesOf(rig, id, { kept, mayLack: MAY_LACK.includes(fault.expected.profiles) }),
  };
}

/** Waits for the spool to be sent. Fails if samples stay away that the agent has counted, or come twice. */
async function profilesOf(rig: Rig, id: string, of: { kept: number; mayLack: boolean }): Promise<Outcome['profiles']> {
  if (of.kept === 0 && (await rig.samplesArrived(id)) === 0) return 'none';
  let arrived = 0;
  const settleMs = of.mayLack ? GAP_SETTLE_MS : SETTLE_MS;
  const deadlineMs = performance.now() + settleMs;
  while (arrived < of.kept && performance.now() < deadlineMs) {
    await sleep(1_000);
    arrived = await rig.samplesArrived(id);
  }
  if (arrived === of.kept) return 'all';
  if (of.mayLack && arrived < of.kept) return arrived === 0 ? 'lost' : 'gap';
  throw new Error(`${arrived} samples arrived, ${of.kept} were counted`);
}

function isOver({ state }: Task): boolean {
  return (FINAL_TASK_STATES as readonly string[]).includes(state);
}

/** `lost` is the controller's guess about an agent that is away; once it is back, its own word replaces that. */
function settled(rig: Rig, id: string): Promise<Task> {
  return waitFor(
    async () => {
      const task = await rig.task(id);
      const isGuess = task?.targets.some(({ state }) => state === 'lost') === true;
      return task !== undefined && isOver(task) && !isGuess ? task : undefined;
    },
    { what: `the end of task ${id}`, timeoutMs: SETTLE_MS }
  );
}

function reach(rig: Rig, id: string, condition: (task: Task) => boolean): Promise<Task> {
  return waitFor(
    async () => {
      const task = await rig.task(id);
      if (task === undefined || condition(task)) return task;
      if (isOver(task)) throw new Error(`the task is over before ${condition.toString()}: ${JSON.stringify(task)}`);
      return undefined;
    },
    { what: `task ${id}: ${condition.toString()}`, timeoutMs: SETTLE_MS }
  );
}
