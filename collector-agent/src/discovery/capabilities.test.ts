import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingCapabilities, parseCapabilities } from './capabilities.ts';

const status = (mask: string) => `Name:\tx\nCapPrm:\t0000000000000000\nCapEff:\t${mask}\n`;

test('root without CAP_SYS_RESOURCE lacks nothing', () => {
  assert.deepEqual(missingCapabilities(parseCapabilities(status('000001fffeffffff'))), []);
});

test('an ordinary user lacks all three', () => {
  assert.deepEqual(missingCapabilities(parseCapabilities(status('0000000000000000'))), [
    'CAP_BPF',
    'CAP_PERFMON',
    'CAP_SYS_PTRACE',
  ]);
});

test('CAP_SYS_ADMIN stands for BPF and PERFMON, as in the kernel', () => {
  const mask = (1n << 21n).toString(16).padStart(16, '0');
  assert.deepEqual(missingCapabilities(parseCapabilities(status(mask))), ['CAP_SYS_PTRACE']);
});

test('a text without the line grants nothing', () => {
  assert.equal(parseCapabilities('Name:\tx\n').size, 0);
});
