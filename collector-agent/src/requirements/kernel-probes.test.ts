import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelProbes } from './kernel-probes.ts';

test('a probe that is met needs no remedy; one that is not says what to do and what the kernel answered', () => {
  const [met, unmet, unknown] = kernelProbes([
    { id: 'ring-buffer', met: true, detail: '', denied: false },
    { id: 'bpf-load', met: false, detail: 'bpf(BPF_PROG_LOAD): Operation not permitted', denied: true },
    { id: 'some-new-probe', met: false, detail: '', denied: false },
  ]);
  assert.deepEqual(met, { id: 'ring-buffer', title: 'BPF ring buffer', met: true, needed: true, remedy: '' });
  assert.match(unmet?.remedy ?? '', /^Run as root .* Answer: bpf\(BPF_PROG_LOAD\): Operation not permitted\.$/);
  assert.equal(unknown?.title, 'kernel feature some-new-probe');
  assert.equal(unknown?.remedy, 'Use a newer kernel.');
});

test('kernel names make a profile better but are not needed for one', () => {
  const [probe] = kernelProbes([{ id: 'kernel-symbols', met: false, detail: '', denied: true }]);
  assert.equal(probe?.needed, false);
});
