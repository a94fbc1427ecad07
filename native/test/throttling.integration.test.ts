import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession } from './recorded-session.ts';

/** A group of its own under the CPU controller of cgroup v1; version 2 has the same figures under other names. */
const GROUP = `/sys/fs/cgroup/cpu/meshprof-test-${process.pid}`;
const THROTTLED = 3; // index in WAIT_CLASSES

before(buildWorkloads);

function reasonToSkip(): string | false {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 18)) return 'before 6.18 the kernel does not throttle tasks one by one';
  try {
    mkdirSync(GROUP);
    rmdirSync(GROUP);
    return false;
  } catch {
    return 'no group can be made under the CPU controller of cgroup v1';
  }
}

function throttledNs(): number {
  return Number(/^throttled_time (\d+)$/m.exec(readFileSync(`${GROUP}/cpu.stat`, 'utf8'))?.[1]);
}

/** The process leaves it a moment after it has ended. */
async function removeGroup(): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    try {
      rmdirSync(GROUP);
      return;
    } catch {
      await sleep(20);
    }
  }
  assert.fail(`${GROUP} is not empty`);
}

test('time stopped by a CPU quota is its own class, and what cpu.stat says', { skip: reasonToSkip() }, async () => {
  mkdirSync(GROUP);
  const workload = await startWorkload('busy-sleep', '--seconds', '2', '--sleeps', '7');
  try {
    writeFileSync(`${GROUP}/cpu.cfs_period_us`, '100000');
    writeFileSync(`${GROUP}/cpu.cfs_quota_us`, '20000');
    writeFileSync(`${GROUP}/cgroup.procs`, String(workload.pid));
    const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
    const before = throttledNs();
    await recorded.during(workload.run());
    const expectedNs = throttledNs() - before;
    const { totals } = recorded.finish();
    const throttled = totals.waitClasses.find(({ waitClass }) => waitClass === THROTTLED);
    assert.ok(expectedNs > 500e6, `${expectedNs} ns throttled`);
    // When the thread may run again it has to wait for its turn, which the group's account does not hold.
    const errorNs = Math.abs(Number(throttled?.timeNs ?? 0n) - expectedNs);
    const turnsNs = Number(throttled?.switches ?? 0n) * 4e6;
    assert.ok(errorNs <= 0.02 * expectedNs + turnsNs, `${throttled?.timeNs} is not ${expectedNs}`);
  } finally {
    await workload.end();
    await removeGroup();
  }
});
