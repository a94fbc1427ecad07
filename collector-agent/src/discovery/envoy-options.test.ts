import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { IDENTITY_OPTIONS, onlyOptions, readEnvoyOptions } from './envoy-options.ts';

test('of a command line only named options are kept', () => {
  const args = [
    'envoy',
    '--service-cluster',
    'web',
    '--token=hunter2',
    '--service-node=sidecar~1',
    '--config-yaml',
    'x',
  ];
  assert.deepEqual(onlyOptions(args, IDENTITY_OPTIONS), ['--service-cluster=web', '--service-node=sidecar~1']);
  assert.deepEqual(onlyOptions(['envoy', '--service-cluster'], IDENTITY_OPTIONS), []);
});

test('a real process, and one that is gone', async () => {
  const child = spawn('sleep', ['600'], { argv0: 'envoy', stdio: 'ignore' });
  try {
    assert.deepEqual(readEnvoyOptions(child.pid ?? 0, IDENTITY_OPTIONS), []);
  } finally {
    child.kill('SIGKILL');
  }
  await new Promise((resolve) => child.once('close', resolve));
  assert.equal(readEnvoyOptions(child.pid ?? 0, IDENTITY_OPTIONS), undefined);
});
