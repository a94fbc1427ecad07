import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentSpec } from '@meshprof/contracts';
import { preflightOfLogPaths } from './preflight-log-path.ts';

function refused(file: string, logs: readonly string[]): boolean {
  const spec = {
    baseline: { name: 'baseline', knobs: [] },
    variants: [{ name: 'elsewhere', knobs: [{ knob: 'accesslog.sink', sink: 'file', path: file }] }],
  } as unknown as ExperimentSpec;
  const loggers = logs.map((path) => ({ type: 'FileAccessLog', path, hasOtherFilter: false }));
  const managers = [{ listener: 'l', statPrefix: 's', loggers, filters: [] }];
  const codes = preflightOfLogPaths(spec, { managers }).map(({ code, severity }) => `${severity} ${code}`);
  assert.ok(codes.length === 0 || codes.join() === 'error log-path-foreign', codes.join());
  return codes.length > 0;
}

test('a log goes where the proxy logs to, or to a stream', () => {
  assert.equal(refused('/var/log/envoy/other.log', ['/var/log/envoy/access.log']), false);
  for (const stream of ['/dev/null', '/dev/stdout', '/dev/stderr']) assert.equal(refused(stream, []), false);
});

test('an experiment does not make a proxy write into a file of somebody else', () => {
  const logs = ['/var/log/envoy/access.log', '/dev/stdout', '/proc/self/fd/1'];
  for (const file of [
    '/etc/cron.d/x',
    '/var/log/envoy/../../../etc/cron.d/x',
    '/var/log/envoy/deeper/x',
    'access.log',
    '/dev/sda',
    '/proc/self/mem',
    '/proc/self/fd/3',
  ]) {
    assert.equal(refused(file, logs), true, file);
  }
});
