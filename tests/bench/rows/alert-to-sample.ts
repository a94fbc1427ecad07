import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task, WebhookAnswer } from '@meshprof/contracts';
import { findDemoEnvoy } from '../../harness/demo-envoy.ts';
import { type RunningMeshprof, startMeshprof } from '../../harness/running-meshprof.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { formatSpread } from '../statistics.ts';
import { WebhookSender } from '../subjects/webhook-sender.ts';
import { timeToFlameGraphOf } from './time-to-flame-graph.ts';

const RUNS = 5;

interface Run {
  readonly answerMs: number;
  readonly toSamplingMs: number;
  readonly toFlameGraphS: number;
}

/** An alert about the demo's Envoy, as Grafana signs it, through controller, agent, store and page. */
export async function alertToSample({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const runs: Run[] = [];
  const meshprof = await startMeshprof({
    args: ['--no-prometheus', '--alerts-file', path.join(import.meta.dirname, 'no-cooldown.yaml')],
  });
  try {
    await findDemoEnvoy(meshprof);
    const secret = readFileSync(path.join(meshprof.stateDir, 'webhook-secret'), 'utf8').trim();
    const sender = new WebhookSender(`${meshprof.url}/webhooks/grafana`, secret);
    const wanted = quick ? 1 : RUNS;
    for (let n = 1; n <= wanted; n += 1) {
      const run = await oneRun(meshprof, sender, `run-${n}`);
      say(`alert ${n} of ${wanted}: sampling after ${run.toSamplingMs.toFixed(0)} ms`);
      runs.push(run);
    }
    sender.close();
  } finally {
    await meshprof.stop();
  }
  return rowsOf(runs);
}

async function oneRun(meshprof: RunningMeshprof, sender: WebhookSender, fingerprint: string): Promise<Run> {
  const alert = sender.sign(fingerprint, { service: 'demo-envoy' }, { meshprof_duration: '5s' });
  const sentAtMs = Date.now();
  const answer = await sender.send(alert);
  const [taskId] = (JSON.parse(answer.text) as WebhookAnswer).taskIds;
  if (taskId === undefined) throw new Error(`the alert became no task: ${answer.text}`);
  const toFlameGraphS = await timeToFlameGraphOf(meshprof, taskId);
  const task = await meshprof.api<Task>('GET', `/v1/tasks/${taskId}`);
  const startsMs = task.targets.flatMap(({ profileStart }) =>
    profileStart === undefined ? [] : Date.parse(profileStart)
  );
  await isIdle(meshprof);
  return { answerMs: answer.tookMs, toSamplingMs: Math.min(...startsMs) - sentAtMs, toFlameGraphS };
}

/** Until the agent has let go of the session: the next alert is to find it idle. */
async function isIdle(meshprof: RunningMeshprof): Promise<void> {
  await waitFor(
    async () => {
      const { items } = await meshprof.api<{ items: Task[] }>('GET', '/v1/tasks');
      return items.every(({ endedAt }) => endedAt !== undefined) ? true : undefined;
    },
    { what: 'the end of every task' }
  );
  await sleep(2_000);
}

function rowsOf(runs: readonly Run[]): BenchRow[] {
  const how = `${runs.length} alerts about the demo's Envoy, agent idle before each; median (min–max)`;
  const row = (what: string, goal: string, got: string): BenchRow => ({ what, goal, got, how });
  const all = (pick: (run: Run) => number) => runs.map(pick);
  return [
    row(
      'Alert sent → answered with the task',
      '≤ 100 ms',
      `${formatSpread(
        all((run) => run.answerMs),
        0
      )} ms`
    ),
    row(
      'Alert sent → its profile begins',
      '< 1 s',
      `${formatSpread(
        all((run) => run.toSamplingMs),
        0
      )} ms`
    ),
    row('End of its 5 s session → flame graph answered', '≤ 2 s', `${formatSpread(all((run) => run.toFlameGraphS))} s`),
  ];
}
