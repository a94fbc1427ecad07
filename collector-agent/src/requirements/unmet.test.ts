import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelProbes } from './kernel-probes.ts';
import { KERNEL_FEATURES } from './kernel-features.ts';
import { explainUnmet, rootCauses } from './unmet.ts';

/** What the addon would say where these are missing. */
function probes(missing: Readonly<Record<string, 'denied' | 'absent'>>) {
  return kernelProbes(
    Object.keys(KERNEL_FEATURES).map((id) => ({
      ...{ id, met: !(id in missing), detail: id in missing ? 'the kernel said so' : '' },
      denied: missing[id] === 'denied',
    }))
  );
}

test('of many things that fail together, only their cause is named', () => {
  const noBtf = probes({
    ...{ btf: 'absent', 'bpf-load': 'absent', 'tp-btf-sched-switch': 'absent', 'task-iterator': 'absent' },
    ...{ 'waker-context': 'absent', 'page-faults': 'absent' },
  });
  assert.deepEqual(
    rootCauses(noBtf).map(({ id }) => id),
    ['btf']
  );
  assert.match(explainUnmet(noBtf), /^this kernel does not describe its types .*: use a kernel with CONFIG_DEBUG_INFO/);
});

test('what a process may not do has another remedy than what a kernel does not have', () => {
  assert.match(explainUnmet(probes({ 'bpf-syscall': 'denied' })), /^this process may not call bpf: run as root/);
  assert.match(
    explainUnmet(probes({ 'bpf-syscall': 'absent' })),
    /has no bpf system call: use a kernel with CONFIG_BPF/
  );
  assert.match(
    explainUnmet(probes({ 'bpf-memory': 'denied' })),
    /locked memory .*: raise it with `ulimit -l unlimited`/
  );
});

test('nothing is said of what is met, nor of what only makes profiles better', () => {
  assert.equal(explainUnmet(probes({})), '');
  assert.equal(explainUnmet(probes({ 'resume-capture': 'absent', 'kernel-symbols': 'denied' })), '');
});

test('each thing follows from what is known', () => {
  const host = ['architecture', 'privileges', 'seccomp', 'lockdown', 'perf-event-paranoid'];
  const known = new Set([...host, ...Object.keys(KERNEL_FEATURES)]);
  for (const [id, { follows = [] }] of Object.entries(KERNEL_FEATURES)) {
    assert.deepEqual(
      follows.filter((other) => !known.has(other) || other === id),
      [],
      id
    );
  }
});
