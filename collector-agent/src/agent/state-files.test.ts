import assert from 'node:assert/strict';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { StatusReport } from '@meshprof/contracts';
import { openStateFiles } from './state-files.ts';

const URL_A = 'http://a:8686';
const credential = { agentId: 'a1', credential: 's3cret' };
const report: StatusReport = {
  taskId: 't',
  targetId: 'x',
  state: 'completed',
  progress: { elapsedMs: 1, samplesKept: 2, samplesLost: 3, switches: 4 },
};

function newFolder(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), 'meshprof-state-')), 'state');
}

test('an agent is the same after a restart', () => {
  const folder = newFolder();
  const first = openStateFiles(folder, URL_A);
  assert.equal(first.readCredential(), undefined);
  first.writeCredential(credential);
  first.writePendingReports([report]);
  const second = openStateFiles(folder, URL_A);
  assert.equal(second.machineId, first.machineId);
  assert.deepEqual(second.readCredential(), credential);
  assert.deepEqual(second.readPendingReports(), [report]);
});

test('only the owner can read the credential', () => {
  const folder = newFolder();
  openStateFiles(folder, URL_A).writeCredential(credential);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(statSync(path.join(folder, 'credential.json')).mode & 0o777, 0o600);
});

test('a credential is not shown to another controller', () => {
  const folder = newFolder();
  openStateFiles(folder, URL_A).writeCredential(credential);
  assert.equal(openStateFiles(folder, 'http://b:8686').readCredential(), undefined);
});

test('damaged files count as missing', () => {
  const folder = newFolder();
  const state = openStateFiles(folder, URL_A);
  for (const text of ['', '{', '{"agentId":1}', '[]', '[{"taskId":"t"}]']) {
    writeFileSync(path.join(folder, 'credential.json'), text);
    writeFileSync(path.join(folder, 'pending-reports.json'), text);
    assert.equal(state.readCredential(), undefined);
    assert.deepEqual(state.readPendingReports(), []);
  }
  writeFileSync(path.join(folder, 'machine-id'), '\u0000');
  assert.match(openStateFiles(folder, URL_A).machineId, /^[\w-]{36}$/);
});
