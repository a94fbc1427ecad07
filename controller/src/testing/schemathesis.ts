import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { targetOf } from './controller-under-test.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';

const TOKEN = 'a-token-for-schemathesis';
const WEBHOOK_TOKEN = 'a-webhook-token-for-schemathesis';
const JOIN_TOKEN = 'a-join-token-for-schemathesis';
const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

const cacheDir = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'meshprof');
const python = process.env.MESHPROF_PYTHON ?? path.join(cacheDir, 'venv', 'tools', 'bin', 'python3');
const schemathesis = path.join(path.dirname(python), 'schemathesis');
const skip = existsSync(schemathesis) ? false : 'schemathesis is not installed (npm run setup does)';

/**
 * Somebody else's tool makes thousands of requests from our OpenAPI document and judges the answers by it.
 * `databaseUrl`: absent for SQLite.
 */
export function findNothingWrong(databaseUrl?: () => Promise<string>): void {
  describe('schemathesis', { skip, timeout: 600_000 }, () => testOn(databaseUrl));
}

function testOn(databaseUrl?: () => Promise<string>): void {
  let stateDir: string;
  let service: ServiceProcess;
  let credential: string;

  before(async () => {
    stateDir = await mkdtemp(path.join(tmpdir(), 'meshprof-schemathesis-'));
    service = await startServiceProcess({
      MESHPROF_STATE_DIR: stateDir,
      MESHPROF_TOKEN: TOKEN,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
      MESHPROF_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
      MESHPROF_REQUESTS_PER_MINUTE: '1000000000',
      ...(databaseUrl !== undefined && { DATABASE_URL: await databaseUrl() }),
    });
    const agent = { node: 'n', machineId: 'm', version: '1', capabilities: [] };
    credential = (await post<{ credential: string }>('/agent/v1/register', JOIN_TOKEN, agent)).credential;
    await post('/agent/v1/inventory', credential, { targets: [targetOf()] });
    // The agent's version is then none of those that the tool likes to try, so that its polls do not wait.
    for (let n = 0; n < 5; n++) await post('/v1/tasks', TOKEN, { selector: { process: 'envoy' } });
  });

  after(async () => {
    await service.end('SIGKILL');
    await rm(stateDir, { recursive: true });
  });

  async function post<T>(url: string, bearer: string, body: object): Promise<T> {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    const answer = await fetch(`${service.url}${url}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${url} ${answer.status}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  const parts: [name: string, paths: string, bearer: () => string][] = [
    ['/v1', '^/v1/', () => TOKEN],
    [
      'the agent protocol',
      '^/agent/v1/(heartbeat|inventory|assignments|status|standing|crossings|answers|experiments.*)$',
      () => credential,
    ],
    ['webhooks', '^/webhooks/', () => WEBHOOK_TOKEN],
    ['the rest', '^/(healthz|readyz|metrics|agent/v1/register)$', () => JOIN_TOKEN],
  ];
  for (const [name, paths, bearer] of parts) {
    it(`finds nothing wrong with ${name}`, async () => {
      const { code, output } = await run(['--include-path-regex', paths, '-H', `Authorization: Bearer ${bearer()}`]);
      assert.equal(code, 0, output);
      assert.match(output, /[1-9]\d* generated/);
    });
  }

  function run(args: string[]): Promise<{ code: number | null; output: string }> {
    const always = ['--seed', '1', '--max-examples', '25', '--max-time', '20', '--no-color', '--request-timeout', '60'];
    const command = ['--config-file', CONFIG, 'run', `${service.url}/openapi.json`, ...always, ...args];
    // A working directory of its own: the tool keeps notes in it.
    const child = spawn(schemathesis, command, { cwd: stateDir, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, output }));
    });
  }
}
