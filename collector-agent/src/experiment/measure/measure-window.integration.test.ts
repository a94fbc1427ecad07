import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildWorkloads, kernelSwitches, startGatedWorkload, workloadPath } from '../../testing/workload-process.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { fail, succeed } from '../drivers/outcome.ts';
import { measureWindow } from './measure-window.ts';
import { proxyCounters } from './proxy-counters-test-support.ts';
import { ThreadAccount } from './thread-account.ts';

const readCounters = () => Promise.resolve(succeed(proxyCounters()));
const signal = AbortSignal.timeout(120_000);
/** CPU hierarchy of version 1, as on the machine that this is developed on; a version 2 root takes the other file. */
const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';

const within = (value: number, truth: number, share: number, atLeast: number): void => {
  const allowed = Math.max(truth * share, atLeast);
  assert.ok(Math.abs(value - truth) <= allowed, `${value} is not ${truth} ± ${allowed}`);
};

describe('CPU time and switches of a process', () => {
  before(buildWorkloads);

  it('are what the program measured itself', async () => {
    const workload = await startGatedWorkload('busy-sleep', ['--seconds', '2']);
    const switchesBefore = kernelSwitches(workload.pid);
    const account = ThreadAccount.open(workload.pid);
    const truth = await workload.work();
    const totals = account?.totals();
    const switches = kernelSwitches(workload.pid) - switchesBefore;
    workload.end();
    within(totals?.cpuNs ?? 0, truth.cpuNs, 0.01, 5e6);
    assert.ok(switches >= truth.sleeps);
    // Between its answer and our looks it may still be on its way to waiting for the end.
    within(totals?.switches ?? 0, switches, 0, 2);
  });

  it('hold threads that came and went between two looks', async () => {
    const args = ['--threads', '400', '--cpu-us', '4000'];
    const workload = await startGatedWorkload('thread-churn', args);
    const account = ThreadAccount.open(workload.pid);
    const truth = (await workload.work()) as unknown as { shortLivedCpuNs: number };
    const totals = account?.totals();
    workload.end();
    // Starting and ending a thread costs some 20 µs that are not in the truth, and stat counts in ticks.
    within(totals?.cpuNs ?? 0, truth.shortLivedCpuNs, 0.03, 60e6);
  });

  it('are those of the window only', async () => {
    const child = spawn(workloadPath('busy-sleep'), ['--seconds', '60'], { stdio: 'ignore' });
    try {
      await sleep(500);
      const ownAccount = ThreadAccount.open(child.pid ?? 0);
      const window = await measureWindow({ pid: child.pid ?? 0, readCounters }, 1_200, signal);
      const around = ownAccount?.totals();
      assert.ok(window.ok && around !== undefined);
      assert.ok(window.value.cpuNs > 0 && window.value.cpuNs <= around.cpuNs);
      within(window.value.cpuNs, around.cpuNs, 0.05, 20e6);
      assert.ok(window.value.durationMs >= 1_199);
      assert.ok(window.value.stealShare >= 0 && window.value.stealShare <= 1);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('are told to be gone with the process, and to be cut short with the run', async () => {
    const child = spawn(workloadPath('busy-sleep'), ['--seconds', '60'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    setTimeout(() => child.kill('SIGKILL'), 300);
    const gone = await measureWindow({ pid, readCounters }, 1_500, signal);
    assert.equal(!gone.ok && gone.reason, 'proxy-restarted');
    const cut = await measureWindow({ pid: process.pid, readCounters }, 60_000, AbortSignal.timeout(50));
    assert.equal(!cut.ok && cut.reason, 'asked-for');
    const silence = fail('proxy-silent', 'No answer.');
    const silent = await measureWindow({ pid: process.pid, readCounters: () => Promise.resolve(silence) }, 10, signal);
    assert.equal(silent, silence);
  });
});

describe('throttling', () => {
  const quota = cpuQuota();

  it('is seen where a quota holds the process, on a cgroup above too', { skip: quota.skip }, async () => {
    const child = spawn(workloadPath('preempt'), ['--seconds', '60'], { stdio: 'ignore' });
    try {
      quota.limitAndJoin(child.pid ?? 0);
      const window = await measureWindow({ pid: child.pid ?? 0, readCounters }, 1_000, signal);
      assert.ok(window.ok);
      // A tenth of a CPU for three threads that want all: most of the second, on each CPU that they ran on.
      assert.ok((window.value.throttledNs ?? 0) > 300e6, `${window.value.throttledNs} ns`);
    } finally {
      await end(child);
      await quota.remove();
    }
  });

  it('is none for a process without a quota', async () => {
    const window = await measureWindow({ pid: process.pid, readCounters }, 50, signal);
    assert.ok(window.ok);
    assert.ok(window.value.throttledNs === undefined || window.value.throttledNs === 0);
  });
});

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** A cgroup with a tenth of a CPU, and one below it that the process is in. */
function cpuQuota() {
  const isV1 = existsSync(`${V1}/cpu.cfs_quota_us`);
  const outer = `${isV1 ? V1 : V2}/meshprof-quota-${process.pid}`;
  const inner = `${outer}/inner`;
  const remove = async (): Promise<void> => {
    await waitUntil('the cgroup is empty', () => {
      try {
        for (const folder of [inner, outer]) if (existsSync(folder)) rmdirSync(folder);
        return true;
      } catch {
        return false;
      }
    });
  };
  let skip: string | false = false;
  try {
    mkdirSync(inner, { recursive: true });
    writeFileSync(`${outer}/${isV1 ? 'cpu.cfs_quota_us' : 'cpu.max'}`, isV1 ? '10000' : '10000 100000');
  } catch (error) {
    skip = `no cgroup with a CPU quota can be made here: ${String(error)}`;
    void remove();
  }
  return {
    skip,
    limitAndJoin: (pid: number) => writeFileSync(`${inner}/cgroup.procs`, String(pid)),
    remove,
  };
}
