import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@meshprof/contracts';
import { findDemoEnvoy } from '../../harness/demo-envoy.ts';
import { bpfMemoryOfTree, costOfTree, findDescendant } from '../../harness/process-tree.ts';
import { type RunningMeshprof, startMeshprof } from '../../harness/running-meshprof.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { findOtelProfiler, startOtelProfiler } from '../anchors/otel-profiler.ts';
import type { BenchContext, BenchRow, Say } from '../bench-row.ts';
import { formatSpread } from '../statistics.ts';

const RUNS = 4;
const SESSION_MS = 30_000;
const IDLE_MS = 20_000;
/** The OpenTelemetry agent's start, when it reads every process of the host, is no steady state. */
const OTEL_START_MS = 20_000;
const LOOK_EVERY_MS = 250;
const MIB = 1024 * 1024;

interface SessionCost {
  /** Of one core, over the session and its export. */
  readonly cpuPercent: number;
  readonly residentMib: number;
  /** Of the session's maps and programs, by the kernel's account. */
  readonly bpfMib: number;
}

/** What the agent and its helpers take while they profile the demo's Envoy, and while nothing is asked of them. */
export async function agentCost({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const scale = quick ? 0.1 : 1;
  const meshprof = await startMeshprof({ args: ['--no-prometheus'] });
  try {
    const agent = await waitFor(() => findDescendant(meshprof.process.pid!, 'agent'), { what: 'the agent process' });
    await findDemoEnvoy(meshprof);
    const idle = await cpuPercent(agent, IDLE_MS * scale);
    const sessions: SessionCost[] = [];
    for (let run = 1; run <= (quick ? 2 : RUNS); run += 1) {
      const cost = await oneSession(meshprof, agent, SESSION_MS * scale);
      sessions.push(cost);
      say(`agent cost, session ${run}: ${cost.cpuPercent.toFixed(2)} % of a core, ${cost.residentMib.toFixed(0)} MiB`);
    }
    const otel = quick ? undefined : await otelCost(say);
    return rowsOf(sessions, idle, otel);
  } finally {
    await meshprof.stop();
  }
}

const mib = (value: number) => `${((value * MIB) / 1e6).toFixed(0)} MB`;

function rowsOf([first, ...later]: SessionCost[], idle: number, otel?: SessionCost | string): BenchRow[] {
  const how = `${later.length + 1} sessions of ${SESSION_MS / 1000} s at 99 Hz on the demo Envoy, on and off CPU; the agent with all its processes`;
  const anchor = (text: (cost: SessionCost) => string) =>
    otel === undefined
      ? {}
      : { anchors: `OpenTelemetry eBPF profiler: ${typeof otel === 'string' ? `“${otel}”` : text(otel)}` };
  const megabytes = (value: (cost: SessionCost) => number) =>
    `${formatSpread(
      later.map((cost) => (value(cost) * MIB) / 1e6),
      0
    )} MB`;
  return [
    {
      what: 'Agent CPU while it profiles the demo Envoy',
      goal: '≤ 1 % of a core',
      got: `${formatSpread(later.map((cost) => cost.cpuPercent))} %; the first session, which reads the binaries, ${first!.cpuPercent.toFixed(2)} %; idle ${idle.toFixed(2)} %`,
      ...anchor((cost) => `${cost.cpuPercent.toFixed(2)} % (on CPU only, whole host)`),
      how: `${how}; median (min–max) of all but the first`,
    },
    {
      what: 'Resident memory of the agent / BPF memory in that session',
      goal: '≤ 110 MB / ≤ 16 MB',
      got: `${megabytes((cost) => cost.residentMib)} (in the first session ${mib(first!.residentMib)}) / ${megabytes((cost) => cost.bpfMib)}`,
      ...anchor((cost) => `${mib(cost.residentMib)} / ${mib(cost.bpfMib)}`),
      how: `${how}; largest VmRSS, and memlock of the BPF descriptors, seen every ${LOOK_EVERY_MS} ms`,
    },
  ];
}

/** Of one core, of a process and what it has started, over so long. */
async function cpuPercent(pid: number, durationMs: number): Promise<number> {
  const start = performance.now();
  const before = costOfTree(pid).cpuMs;
  await sleep(durationMs);
  return (100 * (costOfTree(pid).cpuMs - before)) / (performance.now() - start);
}

/** The same demo, load and rate; or why it does not run here. */
async function otelCost(say: Say): Promise<SessionCost | string> {
  const found = await findOtelProfiler();
  if (!found.ok) return found.error;
  try {
    const agent = await startOtelProfiler(found.program, 99);
    try {
      await sleep(OTEL_START_MS);
      const pid = agent.child.pid!;
      const percent = await cpuPercent(pid, SESSION_MS);
      const cost = {
        cpuPercent: percent,
        residentMib: costOfTree(pid).residentBytes / MIB,
        bpfMib: bpfMemoryOfTree(pid) / MIB,
      };
      say(`agent cost, OpenTelemetry eBPF profiler: ${percent.toFixed(2)} % of a core`);
      return cost;
    } finally {
      await agent.stop();
    }
  } catch (error) {
    return (error as Error).message;
  }
}

async function oneSession(meshprof: RunningMeshprof, agent: number, durationMs: number): Promise<SessionCost> {
  const envoy = await findDemoEnvoy(meshprof);
  const before = costOfTree(agent).cpuMs;
  let residentBytes = 0;
  let bpfBytes = 0;
  const look = setInterval(() => {
    residentBytes = Math.max(residentBytes, costOfTree(agent).residentBytes);
    bpfBytes = Math.max(bpfBytes, bpfMemoryOfTree(agent));
  }, LOOK_EVERY_MS);
  try {
    const { id } = await meshprof.api<Task>('POST', '/v1/tasks', {
      selector: { process_pid: envoy.pid },
      durationMs,
    });
    await waitFor(async () => (await meshprof.api<Task>('GET', `/v1/tasks/${id}`)).state === 'completed' || undefined, {
      what: 'the task',
      timeoutMs: durationMs + 60_000,
    });
  } finally {
    clearInterval(look);
  }
  const cpuMs = costOfTree(agent).cpuMs - before;
  return { cpuPercent: (100 * cpuMs) / durationMs, residentMib: residentBytes / MIB, bpfMib: bpfBytes / MIB };
}
