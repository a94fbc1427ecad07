import type { Task } from '@meshprof/contracts';
import { PROFILE_TYPES } from '@meshprof/contracts';
import { findDemoEnvoy } from '../../harness/demo-envoy.ts';
import { openPageSession } from '../../harness/page-session.ts';
import { type RunningMeshprof, startMeshprof } from '../../harness/running-meshprof.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { formatSpread } from '../statistics.ts';

const RUNS = 5;

/** From the end of the session on the agent until the app's query for its flame graph gives frames. */
export async function timeToFlameGraph({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const runs = quick ? 1 : RUNS;
  const meshprof = await startMeshprof({ args: ['--no-prometheus'] });
  try {
    const seconds: number[] = [];
    for (let run = 1; run <= runs; run += 1) {
      seconds.push(await oneRun(meshprof));
      say(`time to flame graph, run ${run} of ${runs}: ${seconds.at(-1)!.toFixed(2)} s`);
    }
    return [
      {
        what: 'Demo Envoy, 10 s task: end of the session → task completed and flame graph answered',
        goal: '≤ 2 s',
        got: `${formatSpread(seconds)} s`,
        how: `${runs} tasks of 10 s through API, agent, store and page; median (min–max)`,
      },
    ];
  } finally {
    await meshprof.stop();
  }
}

async function oneRun(meshprof: RunningMeshprof): Promise<number> {
  const envoy = await findDemoEnvoy(meshprof);
  const created = await meshprof.api<Task>('POST', '/v1/tasks', {
    selector: { process_pid: envoy.pid },
    durationMs: 10_000,
  });
  return timeToFlameGraphOf(meshprof, created.id);
}

/** Seconds from the end of a task's session until the app's query for its flame graph gives frames. */
export async function timeToFlameGraphOf(meshprof: RunningMeshprof, taskId: string): Promise<number> {
  const session = await openPageSession(meshprof);
  return waitFor(
    async () => {
      const task = await meshprof.api<Task>('GET', `/v1/tasks/${taskId}`);
      const { profileEnd } = task.targets[0]!;
      if (task.state !== 'completed' || profileEnd === undefined) return undefined;
      const response = await session.post<{ results: { A: { frames: { data: { values: number[][] } }[] } } }>(
        '/api/ds/query',
        {
          from: String(Date.parse(profileEnd) - 60_000),
          to: String(Date.parse(profileEnd) + 60_000),
          queries: [
            {
              refId: 'A',
              datasource: { type: 'grafana-pyroscope-datasource', uid: 'meshprof-store' },
              queryType: 'profile',
              profileTypeId: PROFILE_TYPES[0].storedAs,
              labelSelector: `{task_id="${taskId}"}`,
            },
          ],
        }
      );
      const frames = response.results.A.frames[0]?.data.values[0]?.length ?? 0;
      return frames > 1 ? (Date.now() - Date.parse(profileEnd)) / 1000 : undefined;
    },
    { what: 'the flame graph', intervalMs: 20 }
  );
}
