import assert from 'node:assert/strict';
import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { RecordedSession, WaitClass } from './recorded-session.ts';

before(buildWorkloads);

const CONTROLLER = '/sys/fs/cgroup/cpu';
/** A turn of another thread on the same CPU, at most: the scheduler's slice and a tick. */
const TURN_NS = 8e6;

/** Why throttling cannot be seen here, or undefined. */
function obstacle(): string | undefined {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 18)) return 'the kernel does not say which thread it throttles (Linux 6.18)';
  try {
    accessSync(`${CONTROLLER}/cpu.cfs_period_us`, constants.W_OK);
    return undefined;
  } catch {
    return `no writable cpu controller of cgroup v1 at ${CONTROLLER}`;
  }
}

interface CpuStat {
  readonly throttled: number;
  readonly throttledNs: number;
}

function cpuStat(group: string): CpuStat {
  const text = readFileSync(`${group}/cpu.stat`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  return { throttled: field('nr_throttled'), throttledNs: field('throttled_time') };
}

async function withQuota(quotaUs: number, work: (group: string) => Promise<void>): Promise<void> {
  const group = `${CONTROLLER}/meshprof-test-${process.pid}`;
  mkdirSync(group);
  try {
    writeFileSync(`${group}/cpu.cfs_period_us`, '100000');
    writeFileSync(`${group}/cpu.cfs_quota_us`, String(quotaUs));
    await work(group);
  } finally {
    await sleep(200); // until the kernel has let go of the last process
    rmdirSync(group);
  }
}

describe('a thread in a cgroup with a CPU quota', () => {
  test('waits as throttled as often and as long as the kernel says', { skip: obstacle() ?? false }, async () => {
    await withQuota(20_000, async (group) => {
      const workload = await startWorkload('busy-sleep', '--seconds', '3');
      writeFileSync(`${group}/cgroup.procs`, String(workload.pid));
      const recorded = new RecordedSession({ pids: [workload.pid], events: ['off-cpu'] });
      const earlier = cpuStat(group);
      await recorded.during(workload.run());
      const { totals } = recorded.finish();
      const { throttled, throttledNs } = cpuStat(group);
      await workload.end();

      const waits = totals.waitClasses.find(({ waitClass }) => waitClass === WaitClass.throttled);
      const expected = throttled - earlier.throttled;
      assert.ok(expected > 10, `throttled ${expected} times`);
      // The run queue may be throttled without the thread on it: while it sleeps, or after its work is done.
      const seen = Number(waits?.switches ?? 0n);
      assert.ok(Math.abs(seen - expected) <= Math.max(2, expected / 10), `${seen} of ${expected}`);
      // When the quota is there again the thread waits for its turn, which the group's account does not hold; and it may
      // have been asleep for a part of the throttled time.
      const timeNs = Number(waits?.timeNs ?? 0n);
      const expectedNs = throttledNs - earlier.throttledNs;
      assert.ok(timeNs >= expectedNs * 0.8, `${timeNs} of ${expectedNs} ns`);
      assert.ok(timeNs <= expectedNs * 1.02 + seen * TURN_NS, `${timeNs} of ${expectedNs} ns`);
    });
  });
});
