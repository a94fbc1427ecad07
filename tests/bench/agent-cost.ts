import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@meshprof/contracts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { costOfTree, findDescendant } from '../harness/process-tree.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { waitFor } from '../harness/wait-for.ts';
import type { BenchRow, Say } from './bench-row.ts';
import { formatSpread } from './statistics.ts';

const RUNS = 4;
const SESSION_MS = 30_000;
const LOOK_EVERY_MS = 250;
const MIB = 1024 * 1024;

interface SessionCost {
  /** Of one core, over the session and its export. */
  readonly cpuPercent: number;
  readonly residentMib: number;
}

/** What the agent and its helpers take while they profile the demo's Envoy, and while nothing is asked of them. */
export async function agentCost(say: Say): Promise<BenchRow[]> {
  const meshprof = await startMeshprof({ args: ['--no-prometheus'] });
  try {
    const agent = await waitFor(() => findDescendant(meshprof.process.pid!, 'agent'), { what: 'the agent process' });
    await findDemoEnvoy(meshprof);
    const idle = await idlePercent(agent);
    const sessions: SessionCost[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const cost = await oneSession(meshprof, agent);
      sessions.push(cost);
      say(`agent cost, session ${run}: ${cost.cpuPercent.toFixed(2)} % of a core, ${cost.residentMib.toFixed(0)} MiB`);
    }
    return rowsOf(sessions, idle);
  } finally {
    await meshprof.stop();
  }
}

function rowsOf([first, ...later]: SessionCost[], idle: number): BenchRow[] {
  const how = `${RUNS} sessions of ${SESSION_MS / 1000} s at 99 Hz, on and off CPU, agent with all its processes`;
  return [
    {
      what: 'Agent CPU while it profiles the demo Envoy',
      goal: "≤ 1 % of a core (OpenTelemetry's agent: 1.8 %, on CPU only)",
      got: `${formatSpread(later.map(({ cpuPercent }) => cpuPercent))} %; the first session, which reads the binaries, ${first!.cpuPercent.toFixed(2)} %; idle ${idle.toFixed(2)} %`,
      how: `${how}; median (min–max) of all but the first`,
    },
    {
      what: 'Resident memory of the agent in that session',
      goal: '≤ 110 MB',
      got: `${formatSpread(
        later.map(({ residentMib }) => (residentMib * MIB) / 1e6),
        0
      )} MB; in the first session ${((first!.residentMib * MIB) / 1e6).toFixed(0)} MB`,
      how: `${how}; largest VmRSS seen every ${LOOK_EVERY_MS} ms`,
    },
  ];
}

async function idlePercent(agent: number): Promise<number> {
  const start = performance.now();
  const before = costOfTree(agent).cpuMs;
  await sleep(20_000);
  return (100 * (costOfTree(agent).cpuMs - before)) / (performance.now() - start);
}

async function oneSession(meshprof: RunningMeshprof, agent: number): Promise<SessionCost> {
  const envoy = await findDemoEnvoy(meshprof);
  const before = costOfTree(agent).cpuMs;
  let residentBytes = 0;
  const look = setInterval(() => {
    residentBytes = Math.max(residentBytes, costOfTree(agent).residentBytes);
  }, LOOK_EVERY_MS);
  try {
    const { id } = await meshprof.api<Task>('POST', '/v1/tasks', {
      selector: { process_pid: envoy.pid },
      durationMs: SESSION_MS,
    });
    await waitFor(async () => (await meshprof.api<Task>('GET', `/v1/tasks/${id}`)).state === 'completed' || undefined, {
      what: 'the task',
      timeoutMs: SESSION_MS * 3,
    });
  } finally {
    clearInterval(look);
  }
  const cpuMs = costOfTree(agent).cpuMs - before;
  return { cpuPercent: (100 * cpuMs) / SESSION_MS, residentMib: residentBytes / MIB };
}
