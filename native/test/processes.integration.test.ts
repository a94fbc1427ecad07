import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SampleKind } from '../index.ts';
import { assertCpuTime, watchStolen } from '../../tests/harness/assert-cpu-time.ts';
import { buildWorkloads, startWorkload, type Truth } from './gated-workload.ts';
import { RecordedSession, sum, type Recording } from './recorded-session.ts';

before(buildWorkloads);

interface Recorded {
  readonly truth: Truth;
  readonly recording: Recording;
  readonly pid: number;
  readonly stolenAtMostNs: number;
}

async function recordForker(followChildren: boolean): Promise<Recorded> {
  const workload = await startWorkload('forker');
  const recorded = new RecordedSession({ pids: [workload.pid], followChildren });
  const stolenSinceNs = watchStolen();
  const truth = await recorded.during(workload.run());
  const stolenAtMostNs = stolenSinceNs();
  recorded.drain();
  const recording = recorded.finish();
  await workload.end();
  return { truth, recording, pid: workload.pid, stolenAtMostNs };
}

describe('forked processes', () => {
  test('are followed if asked for, through exec and to their end', async () => {
    const { truth, recording, stolenAtMostNs } = await recordForker(true);
    const children = truth['children'] as { pid: number; cpuNs: number }[];
    assert.equal(children.length, 7);
    const within = (kernelNs: number) => ({ kernelNs, allowedNs: 0.02 * kernelNs, stolenAtMostNs });
    let [allOnCpuNs, allKernelNs] = [0, 0];
    for (const { pid, cpuNs } of children) {
      const threads = recording.totals.threads.filter(({ tgid }) => tgid === pid);
      const onCpuNs = Number(sum(threads.map((thread) => thread.onCpuNs)));
      assertCpuTime({ what: `child ${pid}`, onCpuNs, ...within(cpuNs) });
      assert.ok(recording.exitedTgids.includes(pid));
      allOnCpuNs += onCpuNs;
      allKernelNs += cpuNs;
    }
    // What was stolen was stolen once, so that this is the sharper test of the two.
    assertCpuTime({ what: 'all children', onCpuNs: allOnCpuNs, ...within(allKernelNs) });
    const ticks = recording.samples.filter(({ kind }) => kind === SampleKind.onCpu);
    const named = ticks.filter(({ frames }) => frames.includes('burn_cpu_ns'));
    const share = Number(sum(named.map(({ count }) => count))) / Number(sum(ticks.map(({ count }) => count)));
    assert.ok(share > 0.8, `only ${(share * 100).toFixed(0)} % of ticks have names`);
  });

  test('are left alone otherwise', async () => {
    const { recording, pid } = await recordForker(false);
    assert.deepEqual([...new Set(recording.totals.threads.map(({ tgid }) => tgid))], [pid]);
    assert.deepEqual([...new Set(recording.samples.map(({ tgid }) => tgid))], [pid]);
  });
});
