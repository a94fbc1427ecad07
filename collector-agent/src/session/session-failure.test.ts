import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NativeError } from '@meshprof/native';
import { sessionFailure } from './session-failure.ts';

const error = new NativeError('ENOPERM', 'bpf(BPF_PROG_LOAD): Operation not permitted');

test('what is missing on the machine is told instead of what the kernel answered', () => {
  const { reasonCode, detail } = sessionFailure(error, () => 'this kernel does not describe its types: use another');
  assert.equal(reasonCode, 'no-permission');
  assert.equal(detail, 'this kernel does not describe its types: use another');
});

test('where nothing is missing the answer stays', () => {
  assert.equal(sessionFailure(error, () => '').detail, 'bpf(BPF_PROG_LOAD): Operation not permitted');
});

test('the machine is not asked about what is not its fault', () => {
  const explain = () => assert.fail('asked');
  assert.equal(sessionFailure(new NativeError('ENOPROCESS', 'no process 1'), explain).detail, 'no process 1');
  assert.throws(() => sessionFailure(new TypeError('a bug'), explain), /a bug/);
});
