import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCgroup } from './container-id.ts';

const ID = '0123456789abcdef'.repeat(4);
const OUTER = 'f'.repeat(64);
const POD = '2c48913c-b29f-11e7-9350-020968147796';
const POD_UNDERSCORED = POD.replaceAll('-', '_');

interface Case {
  readonly name: string;
  readonly cgroup: string;
  readonly expected: ReturnType<typeof parseCgroup>;
}

const CASES: readonly Case[] = [
  { name: 'docker, v2, systemd driver', cgroup: `0::/system.slice/docker-${ID}.scope`, expected: { container: ID } },
  { name: 'docker, v2, cgroupfs driver', cgroup: `0::/docker/${ID}`, expected: { container: ID } },
  {
    name: 'docker, v1, as every controller lists it',
    cgroup: `12:pids:/docker/${ID}\n11:cpu,cpuacct:/docker/${ID}\n1:name=systemd:/docker/${ID}\n0::/system.slice/containerd.service`,
    expected: { container: ID },
  },
  {
    name: 'containerd, v2, systemd driver',
    cgroup: `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD_UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
    expected: { container: ID, podUid: POD },
  },
  {
    name: 'containerd, v2, cgroupfs driver',
    cgroup: `0::/kubepods/besteffort/pod${POD}/${ID}`,
    expected: { container: ID, podUid: POD },
  },
  {
    name: 'containerd, v1, guaranteed pod',
    cgroup: `4:memory:/kubepods/pod${POD}/${ID}\n3:cpu,cpuacct:/kubepods/pod${POD}/${ID}`,
    expected: { container: ID, podUid: POD },
  },
  {
    name: 'containerd with systemd paths under the cgroupfs driver',
    cgroup: `0::/system.slice/containerd.service/kubepods-pod${POD_UNDERSCORED}.slice:cri-containerd:${ID}`,
    expected: { container: ID, podUid: POD },
  },
  {
    name: 'CRI-O, v2',
    cgroup: `0::/kubepods.slice/kubepods-pod${POD_UNDERSCORED}.slice/crio-${ID}.scope/container`,
    expected: { container: ID, podUid: POD },
  },
  { name: 'podman', cgroup: `0::/machine.slice/libpod-${ID}.scope/container`, expected: { container: ID } },
  {
    name: 'kind: the innermost of two containers',
    cgroup: `0::/system.slice/docker-${OUTER}.scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${POD_UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
    expected: { container: ID, podUid: POD },
  },
  {
    name: 'kind: a process of the node itself',
    cgroup: `0::/system.slice/docker-${OUTER}.scope/system.slice/kubelet.service`,
    expected: { container: OUTER },
  },
  {
    name: 'seen from another cgroup namespace',
    cgroup: `0::/../../kubepods-pod${POD_UNDERSCORED}.slice/cri-containerd-${ID}.scope`,
    expected: { container: ID, podUid: POD },
  },
  {
    name: 'a static pod, whose uid is a hash',
    cgroup: `0::/kubepods/burstable/pod${'a'.repeat(32)}/${ID}`,
    expected: { container: ID, podUid: 'a'.repeat(32) },
  },
  {
    name: 'the monitor of a container is not in it',
    cgroup: `0::/kubepods.slice/kubepods-pod${POD_UNDERSCORED}.slice/crio-conmon-${ID}.scope`,
    expected: { podUid: POD },
  },
  { name: 'a host service', cgroup: '0::/system.slice/nginx.service', expected: {} },
  { name: 'a name that only contains hex digits', cgroup: `0::/user.slice/x${ID}y.scope`, expected: {} },
  { name: 'an id of another length', cgroup: `0::/docker/${ID.slice(1)}`, expected: {} },
  { name: 'nonsense', cgroup: '\u0000\n::::\nkubepods', expected: {} },
];

for (const { name, cgroup, expected } of CASES) {
  test(name, () => assert.deepEqual(parseCgroup(`${cgroup}\n`), expected));
}
