import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cgroupFolders, parseThrottledNs } from './throttled-time.ts';

const V1_MOUNT = '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct';
const V2_MOUNT = '41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw';

describe('the cgroup whose quota holds a process', () => {
  it('is in the hierarchy of cpu, where there is one', () => {
    const cgroups = '9:name=systemd:/x\n1:cpu,cpuacct:/kubepods/pod1/c1\n0::/y\n';
    const [first] = cgroupFolders(cgroups, `${V2_MOUNT}\n${V1_MOUNT}`);
    assert.equal(first?.folder, '/sys/fs/cgroup/cpu,cpuacct/kubepods/pod1/c1');
    assert.equal(first.mount, '/sys/fs/cgroup/cpu,cpuacct');
  });

  it('is the unified one otherwise', () => {
    const [first] = cgroupFolders('0::/kubepods.slice/c1\n', V2_MOUNT);
    assert.equal(first?.folder, '/sys/fs/cgroup/kubepods.slice/c1');
  });

  it('is found below the part of the hierarchy that is mounted, and not outside it', () => {
    const mount = '41 31 0:38 /kubepods /host/cgroup rw - cgroup2 cgroup2 rw';
    assert.equal(cgroupFolders('0::/kubepods/c1', mount)[0]?.folder, '/host/cgroup/c1');
    assert.equal(cgroupFolders('0::/kubepods', mount)[0]?.folder, '/host/cgroup');
    assert.deepEqual(cgroupFolders('0::/kubepods-2/c1', mount), []);
    assert.deepEqual(cgroupFolders('0::/../../c1', V2_MOUNT), []);
  });

  it('counts in nanoseconds or microseconds, or not at all', () => {
    assert.equal(parseThrottledNs('nr_periods 3\nnr_throttled 1\nthrottled_time 123456\nburst_time 0\n'), 123456);
    assert.equal(parseThrottledNs('usage_usec 5\nnr_throttled 1\nthrottled_usec 123\n'), 123_000);
    assert.equal(parseThrottledNs('usage_usec 5\n'), undefined);
  });
});
