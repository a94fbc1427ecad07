import { setTimeout as sleep } from 'node:timers/promises';
import type { ListedTarget, Page, Task } from '@meshprof/contracts';
import { startGated } from '../../bench/subjects/gated-program.ts';
import { findDemoEnvoy } from '../../harness/demo-envoy.ts';
import { findDescendant } from '../../harness/process-tree.ts';
import { type RunningMeshprof, startMeshprof } from '../../harness/running-meshprof.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { endsOf } from '../loads/checked-task.ts';
import { count } from '../loads/load.ts';
import { options } from '../loads/process-churn.ts';
import { growthOf, type GrowthLimit, isWithin } from './growth.ts';
import { startTasks } from './task-stream.ts';
import { type Usage, usageOf, usageOfTree } from './usage.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly say: (line: string) => void;
}

export interface SoakReport {
  /** What, at the beginning, at the end. */
  readonly rows: readonly (readonly [string, string, string])[];
  readonly tasks: string;
  readonly problems: readonly string[];
}

const LOOK_EVERY_MS = 5_000;
/** Five processes a second, each there long enough to be seen and profiled. */
const CHURN = { rate: 5, 'live-ms': 5_000 };

type Quantity = keyof Usage;

const QUANTITIES: Readonly<Record<Quantity, { title: string; limit: GrowthLimit; unit: 'MB' | '' }>> = {
  residentBytes: { title: 'resident memory', limit: { share: 0.1, amount: 12e6 }, unit: 'MB' },
  descriptors: { title: 'open descriptors', limit: { share: 0, amount: 8 }, unit: '' },
  threads: { title: 'threads', limit: { share: 0, amount: 4 }, unit: '' },
  processes: { title: 'processes', limit: { share: 0, amount: 2 }, unit: '' },
  bpfBytes: { title: 'BPF memory', limit: { share: 0.1, amount: 4e6 }, unit: 'MB' },
};

/** Ends of a session on a process that is gone by then, or has ended and was not waited for yet. */
const PASSING_ENDS = ['process-exited', 'process-not-found', 'zombie'];

/** The product with its demo mesh under load, a policy, tasks without end, and processes that start and end. */
export async function runSoak({ minutes, say }: SoakOptions): Promise<SoakReport> {
  const meshprof = await startMeshprof({ args: ['--no-prometheus'], demoProfiling: true });
  const churn = await startGated('process-churn', options({ ...CHURN, seconds: Math.ceil(minutes * 60) + 120 }));
  try {
    const envoy = await findDemoEnvoy(meshprof);
    void churn.work().catch(() => undefined);
    await waitFor(() => isListed(meshprof), { what: 'a process that comes and goes' });
    const both = ['on-cpu', 'off-cpu'] as const;
    const streams = [
      startTasks(meshprof, { selector: { process_pid: envoy.pid }, events: [...both], durationMs: 20_000 }),
      startTasks(meshprof, { selector: { process: 'process-churn' }, maxTargets: 3, durationMs: 8_000 }),
    ];
    const looks = await watch(meshprof, { minutes, say });
    const tasks = (await Promise.all(streams.map((stream) => stream.stop()))).flat();
    return report(looks, tasks);
  } finally {
    process.kill(churn.pid, 'SIGKILL');
    await meshprof.stop();
  }
}

async function isListed(meshprof: RunningMeshprof): Promise<true | undefined> {
  const page = await meshprof.api<Page<ListedTarget>>('GET', '/v1/targets?process=process-churn');
  return page.items.length > 0 || undefined;
}

interface Look {
  readonly agent: Usage;
  readonly services: Usage;
}

async function watch(meshprof: RunningMeshprof, { minutes, say }: SoakOptions): Promise<Look[]> {
  const services = meshprof.process.pid!;
  const agent = findDescendant(services, 'agent');
  if (agent === undefined) throw new Error('the agent was not found among the processes');
  const looks: Look[] = [];
  const endAtMs = performance.now() + minutes * 60_000;
  while (performance.now() < endAtMs) {
    await sleep(LOOK_EVERY_MS);
    const now: Look = { agent: usageOfTree(agent), services: usageOf([services]) };
    if (now.agent.residentBytes === 0) throw new Error('the agent has ended');
    looks.push(now);
    if (looks.length % 12 === 0) say(`${((looks.length * LOOK_EVERY_MS) / 60_000).toFixed(0)} min: ${lineOf(now)}`);
  }
  return looks;
}

function report(looks: readonly Look[], tasks: readonly Task[]): SoakReport {
  const rows: [string, string, string][] = [];
  const problems: string[] = [];
  for (const [who, title] of [
    ['agent', 'Agent with its helpers'],
    ['services', 'Controller, store and page (one process)'],
  ] as const) {
    for (const [quantity, { title: what, limit, unit }] of Object.entries(QUANTITIES) as [
      Quantity,
      (typeof QUANTITIES)[Quantity],
    ][]) {
      const growth = growthOf(looks.map((look) => look[who][quantity]));
      if (growth.before === 0 && growth.after === 0) continue;
      rows.push([`${title}: ${what}`, amount(growth.before, unit), amount(growth.after, unit)]);
      if (!isWithin(growth, limit)) {
        problems.push(`${title}: ${what} grew from ${amount(growth.before, unit)} to ${amount(growth.after, unit)}.`);
      }
    }
  }
  const bad = tasks.filter((task) => !endedWell(task));
  problems.push(...bad.map(({ id, state, reasonCode }) => `Task ${id} is ${state} (${reasonCode ?? 'no reason'}).`));
  const targets = tasks.flatMap((task) => task.targets);
  const samples = targets.reduce((sum, { progress }) => sum + progress.samplesKept, 0);
  const text = `${count(tasks.length)} tasks, ${count(samples)} samples; sessions: ${endsOf({ targets })}`;
  return { rows, tasks: text, problems };
}

/** Completed; or of processes that were gone before their session, and say so. */
function endedWell({ targets }: Task): boolean {
  return targets.every(({ state, reasonCode = '' }) => state === 'completed' || PASSING_ENDS.includes(reasonCode));
}

function amount(value: number, unit: 'MB' | ''): string {
  return unit === 'MB' ? `${(value / 1e6).toFixed(0)} MB` : count(Math.round(value));
}

function lineOf({ agent, services }: Look): string {
  const of = ({ residentBytes, descriptors, threads }: Usage) =>
    `${amount(residentBytes, 'MB')}, ${descriptors} descriptors, ${threads} threads`;
  return `agent ${of(agent)}; services ${of(services)}`;
}
