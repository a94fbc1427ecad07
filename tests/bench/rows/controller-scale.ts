import { setTimeout as sleep } from 'node:timers/promises';
import { HEARTBEAT_MS, type Task } from '@meshprof/contracts';
import { waitFor } from '../../harness/wait-for.ts';
import type { BenchContext, BenchRow, Say } from '../bench-row.ts';
import { type DatabaseKind, MeasuredController } from '../subjects/measured-controller.ts';
import { sharedClockMs, SimulatedAgents } from '../subjects/simulated-agents.ts';
import { spreadService, TARGETS_A_NODE } from '../subjects/simulated-node.ts';
import { quantile } from '../statistics.ts';

interface Fleet {
  readonly database: DatabaseKind;
  readonly agents: number;
  /** Targets of a dispatched task, each on a node of its own. */
  readonly targetsATask: number;
  readonly tasks: number;
  readonly steadyMs: number;
}

interface Measured {
  readonly cpuShare: number;
  readonly callsASecond: number;
  readonly cpuShareOfTasks: number;
  readonly residentBytes: number;
  readonly dispatchMs: readonly number[];
  readonly handOverMs: readonly number[];
  readonly latenessMs: number;
  readonly failedCalls: number;
  readonly failureExample: string;
}

/** All agents have called, and their first heartbeat with what they say about themselves is over. */
const RAMP_MS = HEARTBEAT_MS + 5_000;
const LOOK_EVERY_MS = 500;
const TASK_DURATION_MS = 5_000;
/** The machines that publish have two: one for the controller, one for its database. */
const CPU = 0;
const OTHER_CPU = 1;

/** What the controller costs with many agents that have nothing to do, and how soon they hear of a task. */
export async function controllerScale({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const steadyMs = quick ? 10_000 : 60_000;
  const tasks = quick ? 1 : 5;
  const fleets: Fleet[] = [
    { database: 'PostgreSQL', agents: quick ? 200 : 10_000, targetsATask: quick ? 100 : 1_000, tasks, steadyMs },
    { database: 'SQLite', agents: quick ? 20 : 100, targetsATask: quick ? 20 : 100, tasks, steadyMs },
  ];
  const rows: BenchRow[] = [];
  for (const fleet of fleets) rows.push(...rowsOf(fleet, await measure(fleet, say)));
  return rows;
}

async function measure(fleet: Fleet, say: Say): Promise<Measured> {
  const { database, agents, targetsATask: nodesAService } = fleet;
  say(`${database}: writing ${agents * TARGETS_A_NODE} targets of ${agents} agents`);
  const where = { cpu: CPU, otherCpu: OTHER_CPU };
  await using controller = await MeasuredController.start({ database, nodes: agents, nodesAService, ...where });
  const common = { controllerUrl: controller.url, agents, nodesAService };
  const simulated = new SimulatedAgents({ ...common, rampMs: HEARTBEAT_MS });
  try {
    say(`${database}: agents start`);
    await sleep(RAMP_MS);
    const steady = await usageWhile(controller, () => sleep(fleet.steadyMs));
    say(`${database}: ${describe(steady)}`);
    const dispatchMs: number[] = [];
    const handOverMs: number[] = [];
    simulated.takeLatenessMs();
    const dispatching = await usageWhile(controller, () =>
      dispatchAll({ fleet, controller, simulated, say, dispatchMs, handOverMs })
    );
    const latenessMs = simulated.takeLatenessMs();
    const { failedCalls, failureExample } = simulated;
    return {
      cpuShare: steady.cpuShare,
      callsASecond: steady.callsASecond,
      cpuShareOfTasks: dispatching.cpuShare,
      residentBytes: Math.max(steady.residentBytes, dispatching.residentBytes),
      ...{ dispatchMs, handOverMs, latenessMs, failedCalls, failureExample },
    };
  } finally {
    await simulated.stop();
  }
}

interface Usage {
  readonly cpuShare: number;
  /** Of agents, answered. A controller that gets no CPU has a low load too; this tells the two apart. */
  readonly callsASecond: number;
  readonly residentBytes: number;
}

async function usageWhile(controller: MeasuredController, work: () => Promise<unknown>): Promise<Usage> {
  const callsBefore = await controller.agentCalls();
  const beganAtMs = performance.now();
  const beganNs = controller.cpuNs;
  let residentBytes = 0;
  const timer = setInterval(() => (residentBytes = Math.max(residentBytes, controller.residentBytes)), LOOK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const elapsedMs = performance.now() - beganAtMs;
  const cpuShare = (controller.cpuNs - beganNs) / (elapsedMs * 1e6);
  const callsASecond = ((await controller.agentCalls()) - callsBefore) / (elapsedMs / 1_000);
  return { cpuShare, callsASecond, residentBytes };
}

interface Dispatching {
  readonly fleet: Fleet;
  readonly controller: MeasuredController;
  readonly simulated: SimulatedAgents;
  readonly say: Say;
  readonly dispatchMs: number[];
  readonly handOverMs: number[];
}

/** One task after another, each on targets of another part of the fleet as long as there are some. */
async function dispatchAll(dispatching: Dispatching): Promise<void> {
  const { fleet, controller, simulated, say, dispatchMs, handOverMs } = dispatching;
  const services = Math.floor(fleet.agents / fleet.targetsATask);
  for (let round = 0; round < fleet.tasks; round += 1) {
    const service = spreadService((round % services) * fleet.targetsATask, fleet.targetsATask);
    const askedAtMs = sharedClockMs();
    const task = await controller.call<Task>('POST', '/v1/tasks', {
      selector: { 'service.name': service },
      durationMs: TASK_DURATION_MS,
    });
    const answeredMs = sharedClockMs() - askedAtMs;
    await waitFor(() => simulated.received(task.id).size >= task.targets.length || undefined, {
      what: `all ${task.targets.length} assignments of a task`,
      timeoutMs: 300_000,
    });
    const delays = [...simulated.received(task.id).values()].map((atMs) => atMs - askedAtMs);
    dispatchMs.push(...delays);
    const ended = await waitFor(() => endedTask(controller, task.id), {
      what: 'the end of a task',
      timeoutMs: 300_000,
      intervalMs: 1_000,
    });
    const handOvers = await controller.handOverMs(task.id);
    handOverMs.push(...handOvers);
    const spread = `p50 ${quantile(delays, 0.5).toFixed(0)}, p99 ${quantile(delays, 0.99).toFixed(0)} ms`;
    const endedMs = sharedClockMs() - askedAtMs;
    say(
      `${fleet.database}: task of ${task.targets.length} targets: answered after ${answeredMs.toFixed(0)} ms, ` +
        `handed over p99 ${quantile(handOvers, 0.99).toFixed(0)} ms, received ${spread}, ${ended.state} after ${(endedMs / 1_000).toFixed(1)} s`
    );
  }
}

async function endedTask(controller: MeasuredController, id: string): Promise<Task | undefined> {
  const task = await controller.call<Task>('GET', `/v1/tasks/${id}`);
  return task.endedAt === undefined ? undefined : task;
}

function rowsOf(fleet: Fleet, measured: Measured): BenchRow[] {
  const { database, agents, targetsATask, tasks, steadyMs } = fleet;
  const who = `${agents.toLocaleString('en-US')} agents with ${TARGETS_A_NODE} targets each, ${database}`;
  // A poll that nothing ends is followed by a heartbeat.
  const expected = (agents * 2 * 1_000) / HEARTBEAT_MS;
  const how =
    `the fleet makes about ${expected.toFixed(0)} calls a second if all are answered; agents are the agent's own client code, many in a process, and hold no session; heartbeat every ` +
    `${HEARTBEAT_MS / 1_000} s; ${steadyMs / 1_000} s; the controller, bundled as it is shipped, has one core by affinity and the database ` +
    `the other; agents have what these leave (nice 19)`;
  const failures =
    measured.failedCalls === 0 ? 'no call failed' : `${measured.failedCalls} calls failed (${measured.failureExample})`;
  const { dispatchMs, handOverMs, latenessMs } = measured;
  return [
    {
      what: `Controller with ${who}: steady load`,
      goal: '≤ 50 % of a core',
      got: `${(measured.cpuShare * 100).toFixed(1)} % with ${measured.callsASecond.toFixed(0)} calls a second`,
      how,
    },
    {
      what: `Controller with ${who}: resident memory`,
      goal: '≤ 500 MB',
      got: `${(measured.residentBytes / 1e6).toFixed(0)} MB`,
      how: 'the largest of looks every half second, tasks included',
    },
    {
      what: `A task to ${targetsATask.toLocaleString('en-US')} targets on as many nodes, ${who}: from the request to the agent's receipt, p99`,
      goal: '≤ 2 s',
      got: `${(quantile(dispatchMs, 0.99) / 1_000).toFixed(2)} s (p50 ${(quantile(dispatchMs, 0.5) / 1_000).toFixed(2)} s)`,
      how:
        `${tasks} tasks of ${TASK_DURATION_MS / 1_000} s one after the other, ${dispatchMs.length} receipts; ` +
        `${(measured.cpuShareOfTasks * 100).toFixed(0)} % of the core meanwhile; the controller had handed them over ` +
        `within ${(quantile(handOverMs, 0.99) / 1_000).toFixed(2)} s (p99); the processes that simulate the agents ` +
        `were up to ${(latenessMs / 1_000).toFixed(2)} s late with their own work; ${failures}`,
    },
  ];
}

function describe({ cpuShare, callsASecond, residentBytes }: Usage): string {
  return `${(cpuShare * 100).toFixed(1)} % of a core for ${callsASecond.toFixed(0)} calls a second, ${(residentBytes / 1e6).toFixed(0)} MB resident`;
}
