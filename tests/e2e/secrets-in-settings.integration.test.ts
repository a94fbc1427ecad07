// Every setting that holds a secret has one of its own here, and everything goes wrong: wrong tokens, endpoints that are
// not there, bodies that are none. None of them may be said or written anywhere.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { Setting } from '@meshprof/settings';
import { AGENT_SETTINGS } from '../../collector-agent/src/config/agent-config.ts';
import { EXPERIMENT_AGENT_SETTINGS } from '../../collector-agent/src/config/experiment-agent-config.ts';
import { freePort } from '../../collector-agent/src/testing/free-port.ts';
import {
  type MeshprofProcess,
  runMeshprof,
  startController,
  startMeshprof,
} from '../../collector-agent/src/testing/meshprof-process.ts';
import { waitUntil } from '../../collector-agent/src/testing/wait-until.ts';
import { CONTROLLER_SETTINGS } from '../../controller/src/config/controller-config.ts';
import { filesBelow } from '../harness/files-below.ts';
import { leaksIn } from '../harness/leak-forms.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-secrets-'));
after(() => rmSync(folder, { recursive: true }));

interface Filled {
  readonly env: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** A secret for each setting that is one. A database's address is a test of its own. */
function fill(settings: readonly Setting[]): Filled {
  const env: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const { key, env: variable, kind, secret } of settings) {
    if (!secret || key === 'databaseUrl') continue;
    secrets[key] = `${key}-${randomBytes(16).toString('hex')}`;
    env[variable] = kind === 'map' ? `authorization=Bearer ${secrets[key]},x-api-key=${secrets[key]}` : secrets[key];
  }
  assert.ok(Object.keys(secrets).length > 0);
  return { env, secrets };
}

const nowhere = async () => `http://127.0.0.1:${await freePort()}`;

async function stopped(process: MeshprofProcess): Promise<string> {
  process.child.kill('SIGTERM');
  const { stdout, stderr } = await process.finished;
  return stdout + stderr;
}

/** Whatever a wrong or malformed request is answered with, head and body. */
async function answersOf(url: string, { secrets }: Filled): Promise<string> {
  const right = `Bearer ${secrets.token}`;
  const json = { 'content-type': 'application/json' };
  const post = (headers: Record<string, string>, body: string) => ({ method: 'POST', headers, body });
  const policy = {
    name: 'p',
    kind: 'trigger',
    selector: { process: 'x' },
    condition: { source: 'prometheus', query: 'up > 0' },
  };
  const asked: [string, RequestInit][] = [
    ...['/metrics', '/openapi.json', '/healthz', '/readyz', '/v1/setup'].map((at): [string, RequestInit] => [at, {}]),
    ...['/v1/setup', '/v1/audit', '/v1/agents', '/v1/join-tokens', '/v1/alerts/deliveries', '/v1/nothing'].map(
      (at): [string, RequestInit] => [at, { headers: { authorization: right } }]
    ),
    ['/v1/tasks', { headers: { authorization: `Bearer ${secrets.webhookToken}` } }],
    ['/v1/tasks', { headers: { 'x-meshprof-secret': secrets.token ?? '', 'x-meshprof-access': 'admin' } }],
    [`/v1/tasks?token=${secrets.token}`, {}],
    ['/v1/tasks', post({ ...json, authorization: right }, `{"title":"${secrets.token}`)],
    ['/v1/policies/preview', post({ ...json, authorization: right }, JSON.stringify(policy))],
    ['/v1/policies', post({ ...json, authorization: right }, JSON.stringify(policy))],
    ['/agent/v1/register', post({ ...json, authorization: `Bearer ${secrets.token}` }, '{}')],
    ['/agent/v1/register', post({ ...json, authorization: `Bearer ${secrets.joinToken}` }, '{"node":1}')],
    ['/webhooks/grafana', post({ ...json, 'x-grafana-alerting-signature': secrets.webhookSecret ?? '' }, '{}')],
    ['/webhooks/alertmanager', post({ ...json, authorization: `Bearer ${secrets.secret}` }, '{}')],
    ['/webhooks/alertmanager', post({ ...json, authorization: `Bearer ${secrets.webhookToken}` }, '{"alerts":1}')],
  ];
  const answers = await Promise.all(
    asked.map(async ([at, init]) => {
      const response = await fetch(url + at, init);
      return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
    })
  );
  const statuses = answers.map((answer) => answer.slice(0, 3));
  for (const status of ['200', '400', '401', '404']) assert.ok(statuses.includes(status), statuses.join());
  return answers.join('\n');
}

test('the search finds a secret in each form', () => {
  const secret = 'hunter2-hunter2-hunter2';
  const bytes = Buffer.from(secret);
  for (const leak of [
    secret,
    `x ${bytes.toString('base64')}`,
    bytes.toString('hex'),
    `0x${bytes.readBigUInt64LE(8).toString(16)}`,
  ]) {
    assert.deepEqual(leaksIn({ place: leak }, { secret }), ['secret in place'], leak);
  }
  assert.deepEqual(leaksIn({ place: 'hunter1' }, { secret }), []);
});

describe('no secret is said or written', { timeout: 240_000 }, () => {
  test('by the controller', async () => {
    const filled = fill(CONTROLLER_SETTINGS);
    const port = await freePort();
    const stateDir = path.join(folder, 'controller');
    const env = {
      ...filled.env,
      MESHPROF_STATE_DIR: stateDir,
      MESHPROF_PORT: String(port),
      MESHPROF_OTLP_ENDPOINT: await nowhere(),
      MESHPROF_PROMETHEUS_URL: await nowhere(),
      MESHPROF_LOG_LEVEL: 'debug',
    };
    const controller = startController([], { env });
    const url = `http://127.0.0.1:${port}`;
    const isReady = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false
      );
    await waitUntil('the controller is ready', isReady);
    const answers = await answersOf(url, filled);
    const output = await stopped(controller);
    const { stdout } = await startController(['--print-config'], { env }).finished;
    assert.match(stdout, /joinToken: \(set\)/);
    const places = { answers, output, 'printed configuration': stdout, ...filesBelow(stateDir) };
    assert.deepEqual(leaksIn(places, filled.secrets), []);
  });

  for (const [command, settings] of [
    ['agent', AGENT_SETTINGS],
    ['experiment-agent', EXPERIMENT_AGENT_SETTINGS],
  ] as const) {
    test(`by meshprof ${command}`, async () => {
      const filled = fill(settings);
      const stateDir = path.join(folder, command);
      const env = {
        ...filled.env,
        MESHPROF_CONTROLLER_URL: await nowhere(),
        MESHPROF_OTLP_ENDPOINT: await nowhere(),
        MESHPROF_STATE_DIR: stateDir,
        MESHPROF_AGENT_METRICS_PORT: '0',
        MESHPROF_LOG_LEVEL: 'debug',
      };
      const service = startMeshprof([command], { env });
      await service.stderrMatches(/ECONNREFUSED/);
      const output = await stopped(service);
      const printed = await runMeshprof([command, '--print-config'], { env });
      assert.match(printed.stdout, /joinToken: \(set\)/);
      const places = { output, 'printed configuration': printed.stdout, ...filesBelow(stateDir) };
      assert.deepEqual(leaksIn(places, filled.secrets), []);
    });
  }

  test('about a database that cannot be used', async () => {
    const password = randomBytes(16).toString('hex');
    const port = await freePort();
    const urls = [
      `postgres://meshprof:${password}@127.0.0.1:${port}/meshprof`,
      `postgres://meshprof:${password}@127.0.0.1:${port}/`,
      `postgres://meshprof:${password}@[/meshprof`,
      `postgres://meshprof:${password}@127.0.0.1:${port}/meshprof?sslmode=verify-ca`,
      `mysql://meshprof:${password}@127.0.0.1/meshprof`,
    ];
    const runs = urls.map((url) => startController([], { env: { DATABASE_URL: url } }).finished);
    for (const { status, stdout, stderr } of await Promise.all(runs)) {
      assert.notEqual(status, 0);
      assert.match(stderr, /meshprof controller: /);
      assert.deepEqual(leaksIn({ output: stdout + stderr }, { password }), []);
    }
  });

  test('about headers and tokens that no client can send, which is found first', async () => {
    const secret = randomBytes(16).toString('hex');
    const twoLines = `${secret}\n${secret}`;
    const colon = `Authorization: Basic ${secret}==`;
    const stateDir = path.join(folder, 'unsendable');
    const agent = { MESHPROF_STATE_DIR: stateDir, MESHPROF_JOIN_TOKEN: 'join', MESHPROF_AGENT_METRICS_PORT: '0' };
    const controller = { MESHPROF_STATE_DIR: stateDir, MESHPROF_TOKEN: 'a-token-for-this-test', MESHPROF_PORT: '0' };
    const runs = [
      runMeshprof(['agent'], { env: { ...agent, MESHPROF_OTLP_HEADERS: `authorization=Bearer ${twoLines}` } }),
      runMeshprof(['agent'], { env: { ...agent, MESHPROF_OTLP_HEADERS: colon } }),
      runMeshprof(['agent'], { env: { ...agent, OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%0A${secret}` } }),
      runMeshprof(['agent'], { env: { ...agent, OTEL_EXPORTER_OTLP_HEADERS: colon } }),
      runMeshprof(['agent'], {
        env: { ...agent, OTEL_EXPORTER_OTLP_LOGS_HEADERS: `authorization=Bearer%0A${secret}` },
      }),
      runMeshprof(['agent'], { env: { ...agent, MESHPROF_JOIN_TOKEN: twoLines } }),
      runMeshprof(['experiment-agent'], { env: { MESHPROF_JOIN_TOKEN: twoLines } }),
      runMeshprof(['tasks', 'list'], { env: { MESHPROF_TOKEN: twoLines } }),
      startController([], { env: { ...controller, MESHPROF_OTLP_HEADERS: `authorization=Bearer ${twoLines}` } })
        .finished,
      startController([], { env: { ...controller, MESHPROF_PROMETHEUS_HEADERS: `x-api-key=${twoLines}` } }).finished,
      startController([], { env: { ...controller, MESHPROF_PROMETHEUS_HEADERS: colon } }).finished,
    ];
    for (const { status, stdout, stderr } of await Promise.all(runs)) {
      assert.notEqual(status, 0, stdout + stderr);
      assert.match(stderr, /one line|a header |header (name|value)|printable ASCII/);
      assert.deepEqual(leaksIn({ output: stdout + stderr }, { secret }), []);
    }
  });

  test('about an address with a password in it, which is refused', async () => {
    const password = randomBytes(16).toString('hex');
    const url = `http://meshprof:${password}@127.0.0.1:1`;
    const runs = [
      startController([], { env: { MESHPROF_PROMETHEUS_URL: url, MESHPROF_STATE_DIR: folder } }).finished,
      startController(['--otlp-endpoint', url], { env: { MESHPROF_STATE_DIR: folder } }).finished,
      runMeshprof(['agent'], { env: { MESHPROF_CONTROLLER_URL: url } }),
      runMeshprof(['experiment-agent', '--controller-url', url]),
      runMeshprof(['agent'], { env: { MESHPROF_OTLP_ENDPOINT: url, MESHPROF_JOIN_TOKEN: 'join' } }),
      runMeshprof(['tasks', 'list', '--url', url]),
      runMeshprof(['tasks', 'list'], { env: { MESHPROF_URL: url } }),
    ];
    for (const { status, stdout, stderr } of await Promise.all(runs)) {
      assert.notEqual(status, 0, stdout + stderr);
      assert.match(stderr, /user or password in it/);
      assert.deepEqual(leaksIn({ output: stdout + stderr }, { password }), []);
    }
  });
});
