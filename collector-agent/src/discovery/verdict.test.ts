import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRuntimeExecutable, mapsRuntimeLibrary } from './runtimes.ts';
import { judge, type VerdictFacts } from './verdict.ts';

const PLAIN: VerdictFacts = {
  isKernelThread: false,
  state: 'S',
  isOwnProcess: false,
  isPodSandbox: false,
  isReadable: true,
  agentMayProfile: true,
  runsInRuntime: false,
};

test('a native process is profilable', () => {
  assert.deepEqual(judge(PLAIN), {
    verdict: 'profilable',
    reasonCode: 'profilable',
    reason: 'This process can be profiled.',
  });
});

test('every refusal has its reason, the least changeable first', () => {
  const refusal = (facts: Partial<VerdictFacts>): string => {
    const { verdict, reasonCode, reason } = judge({ ...PLAIN, ...facts });
    assert.equal(verdict, 'refused');
    assert.match(reason, /^[A-Z].*\.$/);
    return reasonCode;
  };
  assert.equal(refusal({ isKernelThread: true, isReadable: false }), 'kernel-thread');
  assert.equal(refusal({ state: 'Z', isReadable: false }), 'zombie');
  assert.equal(refusal({ isOwnProcess: true, runsInRuntime: true }), 'own-process');
  assert.equal(refusal({ isPodSandbox: true }), 'pod-sandbox');
  assert.equal(refusal({ isReadable: false }), 'no-permission');
  assert.equal(refusal({ agentMayProfile: false }), 'no-permission');
  assert.equal(refusal({ runsInRuntime: true }), 'interpreted-runtime');
});

test('a runtime is known by the whole name of its executable, not by how it begins', () => {
  for (const name of [
    'python3.11',
    'python',
    'node',
    'java',
    'ruby3.1',
    'perl',
    'bash',
    'dotnet',
    'beam.smp',
    'php8.2',
  ]) {
    assert.ok(isRuntimeExecutable(name), name);
  }
  for (const name of [
    'node_exporter',
    'javac-cache',
    'python-gate',
    'rubyfmt',
    'bashful',
    'nodejs-proxy',
    'sshd',
    'envoy',
  ]) {
    assert.ok(!isRuntimeExecutable(name), name);
  }
});

test('or by the virtual machine among its mapped files', () => {
  const row = (path: string) => `7f10a4000000-7f10a5000000 r-xp 00000000 fe:00 1234   ${path}\n`;
  assert.ok(mapsRuntimeLibrary(row('/usr/lib/jvm/java-17/lib/server/libjvm.so')));
  assert.ok(mapsRuntimeLibrary(row('/bin/app') + row('/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0')));
  assert.ok(!mapsRuntimeLibrary(row('/opt/libjvm.so.d/libcustom.so') + row('/usr/lib/libpythonic.so')));
  assert.ok(!mapsRuntimeLibrary(row('[stack]') + row('anon_inode:[perf_event]')));
});
