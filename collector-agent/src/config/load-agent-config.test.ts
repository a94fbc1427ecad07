import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { PORTS } from '@meshprof/contracts';
import { type ConfigSources, loadAgentConfig } from './load-agent-config.ts';
import { nearMiss } from './near-miss.ts';
import { SETTINGS } from './settings.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-config-'));

function file(text: string): string {
  const name = path.join(folder, `${Math.random()}.yaml`);
  writeFileSync(name, text);
  return name;
}

function load(sources: Partial<ConfigSources>) {
  return loadAgentConfig({ flags: {}, env: {}, ...sources });
}

function problem(sources: Partial<ConfigSources>): string {
  const loaded = load(sources);
  assert.ok(!loaded.ok);
  assert.ok(!loaded.message.includes('\n'));
  return loaded.message;
}

test('without any source the defaults hold', () => {
  const loaded = load({});
  assert.ok(loaded.ok);
  assert.equal(loaded.config.controllerUrl, `http://127.0.0.1:${PORTS.http.port}`);
  assert.equal(loaded.config.agentMetricsPort, PORTS.agentMetrics.port);
  assert.equal(loaded.config.maxSessions, 4);
});

test('a flag goes before the environment, that before the file, that before the default', () => {
  const yaml = file('maxSessions: 5\nnode: from-file\ncluster: from-file\n');
  const env = { MESHPROF_MAX_SESSIONS: '6', MESHPROF_NODE: 'from-env' };
  const loaded = load({ file: yaml, env, flags: { maxSessions: '7' } });
  assert.ok(loaded.ok);
  const { maxSessions, node, cluster, logLevel } = loaded.config;
  assert.deepEqual(
    { maxSessions, node, cluster, logLevel },
    { maxSessions: 7, node: 'from-env', cluster: 'from-file', logLevel: 'info' }
  );
});

test('an unknown key is refused by name, with what was probably meant', () => {
  assert.match(problem({ file: file('maxSession: 3\n') }), /unknown key "maxSession".*did you mean "maxSessions"\?/);
  assert.match(problem({ file: file('colour: red\n') }), /unknown key "colour".*known keys are controllerUrl,/);
});

test('a wrong value is reported under the spelling that was used', () => {
  assert.match(problem({ flags: { maxSessions: '99' } }), /^--max-sessions must be <= 64$/);
  assert.match(problem({ flags: { maxSessions: 'many' } }), /^--max-sessions must be a whole number, not "many"$/);
  assert.match(problem({ env: { MESHPROF_LOG_LEVEL: 'loud' } }), /^MESHPROF_LOG_LEVEL /);
  assert.match(problem({ env: { MESHPROF_OTLP_LOGS: 'yes' } }), /^MESHPROF_OTLP_LOGS must be true or false/);
  assert.match(problem({ file: file('maxSessions: many\n') }), /^"maxSessions" in .*\.yaml must be integer$/);
  assert.match(problem({ file: file('controllerUrl: ftp://x\n') }), /^"controllerUrl" in /);
});

test('a secret is never repeated in a message, nor is there a flag for one', () => {
  assert.ok(!problem({ env: { MESHPROF_OTLP_HEADERS: 'Bearer hunter2' } }).includes('hunter2'));
  assert.deepEqual(
    SETTINGS.filter(({ secret }) => secret).map(({ key }) => key),
    ['joinToken', 'otlpHeaders']
  );
});

test('headers are written as OTLP’s own variable is', () => {
  const loaded = load({ env: { MESHPROF_OTLP_HEADERS: 'authorization=Basic YTpi, x-team = mesh' } });
  assert.ok(loaded.ok);
  assert.deepEqual(loaded.config.otlpHeaders, { authorization: 'Basic YTpi', 'x-team': 'mesh' });
});

test('the join token may stand in a file', () => {
  const token = file('s3cret\n');
  const loaded = load({ flags: { joinTokenFile: token } });
  assert.ok(loaded.ok && loaded.config.joinToken === 's3cret');
  assert.match(problem({ flags: { joinTokenFile: file('  \n') } }), /is empty$/);
  assert.match(problem({ flags: { joinTokenFile: '/nowhere/token' } }), /\(ENOENT\)$/);
});

test('a file that is missing, no YAML or no set of keys is one sentence', () => {
  assert.match(problem({ file: '/nowhere.yaml' }), /^cannot read the configuration file \/nowhere.yaml: /);
  assert.match(problem({ file: file('a: [1\n') }), /^cannot read the configuration file /);
  assert.match(problem({ file: file('- a\n') }), /must hold keys with values$/);
  assert.ok(load({ file: file('') }).ok);
});

test('an empty variable counts as unset', () => {
  const loaded = load({ env: { MESHPROF_CLUSTER: '' } });
  assert.ok(loaded.ok && loaded.config.cluster === undefined);
});

test('the names of ports’ options and variables are those of the contracts', () => {
  const setting = SETTINGS.find(({ key }) => key === 'agentMetricsPort');
  assert.deepEqual([setting?.flag, setting?.env], [PORTS.agentMetrics.option, PORTS.agentMetrics.env]);
});

test('a near miss is near', () => {
  const known = ['maxSessions', 'stateDir'];
  assert.equal(nearMiss('maxsessions', known), 'maxSessions');
  assert.equal(nearMiss('statedir', known), 'stateDir');
  assert.equal(nearMiss('mxaSessions', known), 'maxSessions');
  assert.equal(nearMiss('x', known), undefined);
  assert.equal(nearMiss('endpoint', known), undefined);
});
