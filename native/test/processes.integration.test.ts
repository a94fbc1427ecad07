import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SampleKind } from '../index.ts';
import { buildWorkloads, startWorkload, type Truth } from './gated-workload.ts';
import { RecordedSession, sum, type Recording } from './recorded-session.ts';

before(buildWorkloads);

async function recordForker(followChildren: boolean): Promise<{ truth: Truth; recording: Recording; pid: number }> {
  const workload = await startWorkload('forker');
  const recorded = new RecordedSession({ pids: [workload.pid], followChildren });
  const truth = await recorded.during(workload.run());
  recorded.drain();
  const recording = recorded.finish();
  await workload.end();
  return { truth, recording, pid: workload.pid };
}

describe('forked processes', () => {
  test('are followed if asked for, through exec and to their end', async () => {
    const { truth, recording } = await recordForker(true);
    const children = truth['children'] as { pid: number; cpuNs: number }[];
    assert.equal(children.length, 7);
    for (const { pid, cpuNs } of children) {
      const threads = recording.totals.threads.filter(({ tgid }) => tgid === pid);
      const onCpuNs = Number(sum(threads.map((thread) => thread.onCpuNs)));
      assert.ok(Math.abs(onCpuNs / cpuNs - 1) < 0.02, `${pid}: ${onCpuNs} ns of ${cpuNs}`);
      assert.ok(recording.exitedTgids.includes(pid));
    }
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
