import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProcessStat } from './process-stat.ts';

// proc_pid_stat(5); the fields after the name are real ones of a kernel 6.18.
const AFTER_NAME =
  'S 1 5502 5502 0 -1 4194560 890 0 3 0 12 7 0 0 20 0 13 0 86420 1238700032 11034 18446744073709551615';

test('reads the fields that discovery needs', () => {
  assert.deepEqual(parseProcessStat(`5502 (envoy) ${AFTER_NAME}\n`), {
    pid: 5502,
    comm: 'envoy',
    state: 'S',
    parentPid: 1,
    isKernelThread: false,
    threads: 13,
    startTimeTicks: '86420',
  });
});

test('a name may hold parentheses, spaces and line breaks', () => {
  const stat = parseProcessStat(`7 (a) Z 1 (\n(x) ${AFTER_NAME}`);
  assert.equal(stat?.comm, 'a) Z 1 (\n(x');
  assert.equal(stat?.state, 'S');
});

test('the kernel’s own flag tells a kernel thread, whatever its name', () => {
  const kthread = AFTER_NAME.replace('4194560', String(0x0020_8040));
  assert.equal(parseProcessStat(`2 (kthreadd) ${kthread}`)?.isKernelThread, true);
  assert.equal(parseProcessStat(`2 (kworker/0:1) ${AFTER_NAME}`)?.isKernelThread, false);
});

test('anything else is no stat line', () => {
  for (const text of ['', 'x (y)', '12 envoy S 1', `0 (x) ${AFTER_NAME}`, '12 (x) S 1 2 3']) {
    assert.equal(parseProcessStat(text), undefined, text);
  }
});
