import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { type FaultTotals, SampleKind } from '../index.ts';
import { buildWorkloads, startWorkload, type Truth, untilAsleep } from './gated-workload.ts';
import { type Recording, RecordedSession, sum } from './recorded-session.ts';

before(buildWorkloads);

/** Of all threads, ended ones included: fields 10 and 12 of proc_pid_stat(5). */
function kernelFaults(pid: number): { minor: bigint; major: bigint } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { minor: BigInt(fields[7]!), major: BigInt(fields[9]!) };
}

interface Recorded {
  readonly recording: Recording;
  readonly truth: Truth;
  /** What the kernel counted while the session was open. */
  readonly kernel: { readonly minor: bigint; readonly major: bigint };
}

async function recordFaults(program: string, ...options: string[]): Promise<Recorded> {
  const workload = await startWorkload(program, ...options);
  const recorded = new RecordedSession({ pids: [workload.pid], events: ['page-fault'] });
  const start = kernelFaults(workload.pid);
  const truth = await recorded.during(workload.run());
  await untilAsleep(workload.pid);
  const end = kernelFaults(workload.pid);
  const recording = recorded.finish();
  await workload.end();
  return { recording, truth, kernel: { minor: end.minor - start.minor, major: end.major - start.major } };
}

const faultsOf = ({ samples }: Recording, kind: number, frame?: string): bigint =>
  sum(
    samples
      .filter((sample) => sample.kind === kind && (frame === undefined || sample.frames.includes(frame)))
      .map(({ count }) => count)
  );

const totalOf = ({ totals }: Recording, kind: 'minor' | 'major'): bigint =>
  sum(totals.pageFaults.map((thread: FaultTotals) => thread[kind]));

function assertAddsUp(recording: Recording): void {
  assert.equal(faultsOf(recording, SampleKind.minorFault), totalOf(recording, 'minor'));
  assert.equal(faultsOf(recording, SampleKind.majorFault), totalOf(recording, 'major'));
}

describe('page faults', () => {
  test('each one within the budget is counted and has the function that touched the page', async () => {
    const { recording, truth, kernel } = await recordFaults('page-fault', '--pages', '13', '--fresh-quarters', '11');
    assertAddsUp(recording);
    assert.deepEqual([totalOf(recording, 'minor'), totalOf(recording, 'major')], [kernel.minor, kernel.major]);
    assert.equal(
      faultsOf(recording, SampleKind.majorFault, 'touch_file_pages'),
      BigInt(truth['majorFaults'] as number)
    );
    assert.equal(faultsOf(recording, SampleKind.minorFault, 'touch_three'), 33n);
    assert.equal(faultsOf(recording, SampleKind.minorFault, 'touch_one'), 11n);
    const touches = recording.samples.filter(({ frames }) => frames.some((frame) => frame.startsWith('touch_')));
    assert.ok(touches.every(({ complete }) => complete));
    assert.deepEqual(recording.totals.pageFaultsLost, {});
  });

  test('many are counted exactly, and stacks beyond the budget stand for the true mix', async () => {
    const { recording, kernel } = await recordFaults('page-fault', '--pages', '13', '--fresh-quarters', '50021');
    assertAddsUp(recording);
    assert.equal(totalOf(recording, 'minor'), kernel.minor);
    const three = Number(faultsOf(recording, SampleKind.minorFault, 'touch_three'));
    const one = Number(faultsOf(recording, SampleKind.minorFault, 'touch_one'));
    const unsampled = Number(faultsOf(recording, SampleKind.minorFault, '[unsampled]'));
    assert.ok(three + one > 0.9 * 4 * 50_021, `${three} and ${one} have a stack, ${unsampled} none`);
    // Five standard deviations of a share of a quarter in four hundred stacks.
    assert.ok(Math.abs(one / (three + one) - 0.25) < 0.11, `${one} of ${three + one}`);
  });

  test('of threads that have ended', async () => {
    const { recording, kernel } = await recordFaults('thread-churn');
    assertAddsUp(recording);
    // Not all have any: the stack of a thread is used again.
    assert.ok(recording.totals.pageFaults.filter(({ tid, tgid }) => tid !== tgid).length > 10);
    assert.deepEqual([totalOf(recording, 'minor'), totalOf(recording, 'major')], [kernel.minor, kernel.major]);
  });
});
