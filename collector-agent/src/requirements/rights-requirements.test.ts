import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProbeResult } from '@meshprof/native';
import type { CapabilityName } from '../discovery/capabilities.ts';
import { type OwnRights, readOwnRights } from './own-rights.ts';
import { rightsRequirements } from './rights-requirements.ts';

const AGENT: readonly CapabilityName[] = [
  'CAP_BPF',
  'CAP_PERFMON',
  'CAP_SYS_PTRACE',
  'CAP_DAC_READ_SEARCH',
  'CAP_CHECKPOINT_RESTORE',
];

/** The DaemonSet of provisioning/kubernetes on a good node. */
const POD: OwnRights = {
  isRoot: true,
  capabilities: new Set(AGENT),
  perfEventParanoid: 2,
  hasHostPids: true,
  hasSeccompFilter: true,
  securityLabel: 'unconfined',
  readsFirstProcess: true,
};
const ALLOWED: readonly ProbeResult[] = [
  { id: 'bpf-load', met: true, detail: '', denied: false },
  { id: 'perf-event-open', met: true, detail: '', denied: false },
];
const refused = (id: string, detail: string): ProbeResult[] => [
  ...ALLOWED.filter((probe) => probe.id !== id),
  { id, met: false, detail, denied: true },
];

/** Ids and remedies of what is not met. */
function unmet(rights: Partial<OwnRights>, probes: readonly ProbeResult[] = ALLOWED): Record<string, string> {
  const rows = rightsRequirements({ ...POD, ...rights }, probes).filter(({ met }) => !met);
  return Object.fromEntries(rows.map(({ id, remedy }) => [id, remedy]));
}
const without = (name: CapabilityName): Partial<OwnRights> => ({
  capabilities: new Set(AGENT.filter((held) => held !== name)),
});

describe('the rights of a pod', () => {
  test('are enough as the DaemonSet asks for them', () => assert.deepEqual(unmet({}), {}));

  for (const name of ['CAP_BPF', 'CAP_PERFMON', 'CAP_SYS_PTRACE'] as const) {
    test(`lack ${name}: one sentence names it as kernel and manifest write it`, () => {
      const short = name.replace('CAP_', '');
      assert.equal(
        unmet(without(name))['privileges'],
        `Run as root with ${name}; in a pod, add ${short} to securityContext.capabilities.`
      );
    });
  }

  test('do not reach a process of another user than root', () => {
    const remedy = unmet({ isRoot: false, capabilities: new Set() })['privileges'] ?? '';
    assert.match(remedy, /to securityContext\.capabilities of a container that runs as root\.$/);
  });

  test('may lack what only makes names better: that is optional', () => {
    for (const [name, id] of [
      ['CAP_DAC_READ_SEARCH', 'private-files'],
      ['CAP_CHECKPOINT_RESTORE', 'replaced-files'],
    ] as const) {
      const rows = rightsRequirements({ ...POD, ...without(name) }, ALLOWED).filter(({ met }) => !met);
      assert.deepEqual(
        rows.map((row) => [row.id, row.needed]),
        [[id, false]]
      );
      assert.match(rows[0]?.remedy ?? '', new RegExp(`^Add ${name};`));
    }
  });

  test('do not see the node without hostPID', () => {
    assert.match(unmet({ hasHostPids: false, readsFirstProcess: undefined })['host-pid'] ?? '', /^Set hostPID: true/);
  });
});

describe('perf_event_paranoid', () => {
  const atLevel3 = { perfEventParanoid: 3 };
  test('of 3 and more is no hindrance where the kernel opens events all the same', () => {
    assert.deepEqual(unmet(atLevel3), {});
  });

  test('of 3 and more wants CAP_SYS_ADMIN on kernels that refuse CAP_PERFMON, Debian’s and Ubuntu’s', () => {
    const denied = refused('perf-event-open', 'perf_event_open: Permission denied');
    const remedies = unmet(atLevel3, denied);
    assert.deepEqual(Object.keys(remedies), ['perf-event-paranoid']);
    assert.match(
      remedies['perf-event-paranoid'] ?? '',
      /sysctl -w kernel\.perf_event_paranoid=2.* or add CAP_SYS_ADMIN/
    );
    const admin = { ...atLevel3, capabilities: new Set<CapabilityName>([...AGENT, 'CAP_SYS_ADMIN']) };
    assert.deepEqual(unmet(admin, denied), {}, 'then it is something else');
  });

  test('says so where the kernel has no perf events', () => {
    assert.match(unmet({ perfEventParanoid: undefined })['perf-event-paranoid'] ?? '', /CONFIG_PERF_EVENTS=y/);
  });
});

describe('confinement', () => {
  const ENFORCED = 'cri-containerd.apparmor.d (enforce)';
  const DOMAIN = 'system_u:system_r:container_t:s0:c123,c456';

  test('by an AppArmor profile is told with its name', () => {
    const remedies = unmet({ securityLabel: ENFORCED, readsFirstProcess: false });
    assert.deepEqual(Object.keys(remedies), ['apparmor']);
    assert.match(
      remedies['apparmor'] ?? '',
      /appArmorProfile\.type: Unconfined.*cri-containerd\.apparmor\.d is in force/
    );
  });

  test('by a profile that allows it, or that only complains, is none', () => {
    assert.deepEqual(unmet({ securityLabel: ENFORCED, readsFirstProcess: true }), {});
    assert.deepEqual(unmet({ securityLabel: 'mine (complain)', readsFirstProcess: true }), {});
  });

  test('by SELinux is told with its domain, if it forbids', () => {
    const remedies = unmet({ securityLabel: DOMAIN, readsFirstProcess: false });
    assert.deepEqual(Object.keys(remedies), ['selinux']);
    assert.match(remedies['selinux'] ?? '', /seLinuxOptions\.type: spc_t.*container_t/);
    assert.deepEqual(unmet({ securityLabel: DOMAIN, readsFirstProcess: true }), {});
  });

  test('by seccomp is told apart from a missing capability', () => {
    const noBpf = refused('bpf-load', 'bpf(BPF_PROG_LOAD): Operation not permitted');
    assert.match(unmet({}, noBpf)['seccomp'] ?? '', /^Allow bpf in the container's seccomp profile/);
    assert.deepEqual(Object.keys(unmet(without('CAP_BPF'), noBpf)), ['privileges']);
    // The kernel itself refuses programs that trace without it.
    assert.ok(!('seccomp' in unmet(without('CAP_PERFMON'), noBpf)));
    const admin = new Set<CapabilityName>(['CAP_SYS_ADMIN', 'CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH']);
    assert.deepEqual(Object.keys(unmet({ capabilities: admin }, noBpf)), ['seccomp']);
    assert.deepEqual(unmet({ hasSeccompFilter: false }, noBpf), {});
    const noEvents = refused('perf-event-open', 'perf_event_open: Function not implemented');
    assert.match(unmet({}, noEvents)['seccomp'] ?? '', /^Allow perf_event_open in/);
  });
});

test('the rights of this process are those that the kernel shows', () => {
  const rights = readOwnRights();
  assert.equal(rights.isRoot, process.geteuid?.() === 0);
  if (rights.readsFirstProcess !== undefined)
    assert.ok(rights.hasHostPids && rights.capabilities.has('CAP_SYS_PTRACE'));
});
