import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExperimentLoad } from '@meshprof/contracts';
import { readProcessStat } from '../../discovery/process-facts.ts';
import { findProgram } from '../../files/find-program.ts';
import { freePort } from '../../testing/free-port.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { calibrate } from './calibrate.ts';
import { createLoadGenerator } from './create-load-generator.ts';
import type { LoadGenerator, LoadPlace, LoadRun, LoadSample } from './load-generator.ts';

const NGINX = findProgram('nginx') ?? findProgram('/usr/sbin/nginx');
const missing = NGINX === undefined ? 'nginx is not there' : findProgram('h2load') ? false : 'h2load is not there';
const noWrk = missing || (findProgram('wrk') === undefined && 'wrk is not there');
const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-load-'));

function generatorOf(load: Partial<ExperimentLoad>, place?: LoadPlace): LoadGenerator {
  const created = createLoadGenerator({ generator: 'h2load', connections: 4, ...load }, place);
  assert.ok(created.ok, created.ok ? '' : created.detail);
  return created.value;
}

/** Runs the load until it has had so many milliseconds after its first answer, and says what it was. */
async function runFor(run: LoadRun, ms: number): Promise<LoadSample> {
  await sleep(ms);
  await run.stop();
  const result = await run.result();
  assert.ok(result.ok && result.value !== undefined, result.ok ? 'no sample' : result.detail);
  return result.value;
}

function nginxConfig(port: number, http2Port: number): string {
  return `
worker_processes 1; daemon off; error_log stderr error; pid ${folder}/nginx-${port}.pid;
events { worker_connections 256; }
http {
  keepalive_requests 1000000000; client_body_temp_path ${folder}; client_max_body_size 2m;
  log_format seen '$server_port $request_method $uri $server_protocol $http_x_test $request_length $status';
  access_log ${folder}/access-${port}.log seen;
  server {
    listen 127.0.0.1:${port};
    listen 127.0.0.1:${http2Port} http2;
    location / { return 200 "hello"; }
    location /fails { return 503; }
    # Reads the body, which \`return\` does not.
    location /http { proxy_pass http://127.0.0.1:${port}/sink; }
  }
}`;
}

describe('load on a real server', { skip: missing }, () => {
  let nginx: ChildProcess;
  let port = 0;
  let http2Port = 0;
  let url = '';
  const log = (): string[] => readFileSync(`${folder}/access-${port}.log`, 'utf8').trim().split('\n');

  before(async () => {
    [port, http2Port] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    nginx = startNginx(port, http2Port);
    await waitUntil('nginx answers', () => fetch(url).then(Boolean, () => false));
  });
  after(async () => {
    const gone = new Promise((resolve) => nginx.once('exit', resolve));
    nginx.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });

  it('comes at the rate asked for, with percentiles of its windows', async () => {
    const run = generatorOf({ url: `${url}/rate` }).start({ requestsPerSecond: 400, durationMs: 60_000 });
    await waitUntil('it comes', () => (run.sample(0, Date.now())?.requests ?? 0) > 0);
    const fromUnixMs = Date.now();
    await sleep(2_000);
    const sample = run.sample(fromUnixMs, fromUnixMs + 2_000);
    const whole = await runFor(run, 0);
    assert.ok(sample !== undefined && Math.abs(sample.requests - 800) <= 40, `${sample?.requests} requests in 2 s`);
    assert.equal(sample.failed, 0);
    const { p50, p99, p999 } = sample.latencyUs ?? { p50: 0, p99: 0, p999: 0 };
    assert.ok(0 < p50 && p50 <= p99 && p99 <= p999, JSON.stringify(sample.latencyUs));
    assert.ok(sample.generatorCpuShare > 0 && sample.generatorCpuShare < 1);
    assert.equal(run.pid, undefined);
    const seen = log().filter((line) => line.includes(' /rate ')).length;
    // What was under way when it was killed is in the server's log only.
    assert.ok(seen - whole.requests >= 0 && seen - whole.requests <= 4, `${seen} seen, ${whole.requests} told`);
  });

  it('waits for requests that could not be sent are in the percentiles', async () => {
    const run = generatorOf({ url }).start({ requestsPerSecond: 400, durationMs: 60_000 });
    await sleep(1_000);
    const worker = Number(execFileSync('pgrep', ['-P', String(nginx.pid)], { encoding: 'utf8' }));
    process.kill(worker, 'SIGSTOP');
    await sleep(1_000);
    process.kill(worker, 'SIGCONT');
    const { latencyUs, requests } = await runFor(run, 1_000);
    // Only four requests, one a connection, took a second by h2load's own account; of a third of all, the half waited
    // for half a second.
    assert.ok(requests > 800);
    assert.ok((latencyUs?.p99 ?? 0) > 600_000, JSON.stringify(latencyUs));
  });

  it('has the method, headers and body of the spec, over HTTP/1.1 and HTTP/2', async () => {
    for (const protocol of ['http1', 'http2'] as const) {
      const to = `http://127.0.0.1:${protocol === 'http1' ? port : http2Port}/${protocol}`;
      const load = { url: to, protocol, headers: { 'X-Test': 'a-value' }, bodyBytes: 20_000 };
      await runFor(generatorOf(load).start({ requestsPerSecond: 50, durationMs: 60_000 }), 700);
      const line = log().find((text) => text.includes(`/${protocol} `)) ?? '';
      const [, method, , version, header, length] = line.split(' ');
      assert.deepEqual([method, version, header], ['POST', protocol === 'http1' ? 'HTTP/1.1' : 'HTTP/2.0', 'a-value']);
      assert.ok(Number(length) > 20_000, line);
    }
  });

  it('of wrk is told at its end, the same things sent', { skip: noWrk }, async () => {
    const load = { generator: 'wrk' as const, url: `${url}/wrk`, headers: { 'X-Test': 'b' }, bodyBytes: 100 };
    const run = generatorOf(load).start({ durationMs: 60_000 });
    await sleep(800);
    assert.equal(run.sample(0, Date.now()), undefined);
    const sample = await runFor(run, 0);
    assert.ok(sample.requests > 0 && sample.failed === 0 && sample.latencyUs !== undefined);
    const lines = log().filter((line) => line.includes(' /wrk '));
    assert.match(lines[0] ?? '', / POST \/wrk HTTP\/1\.1 b /);
    assert.ok(Math.abs(lines.length - sample.requests) <= 4, `${lines.length} seen, ${sample.requests} told`);
  });

  it('tells failures apart', async () => {
    const sample = await runFor(
      generatorOf({ url: `${url}/fails` }).start({ requestsPerSecond: 100, durationMs: 60_000 }),
      700
    );
    assert.ok(sample.requests > 0);
    assert.equal(sample.failed, sample.requests);
    assert.equal(sample.latencyUs, undefined);
  });

  it('stops within a second, even while it is held, and starts anew', async () => {
    const generator = generatorOf({ url });
    for (const round of [1, 2]) {
      const run = generator.start({ requestsPerSecond: 100, durationMs: 60_000 });
      await waitUntil(`it runs (${round})`, () => run.pid !== undefined);
      process.kill(run.pid ?? 0, 'SIGSTOP');
      await Promise.race([run.stop(), sleep(20_000).then(() => assert.fail('it does not stop'))]);
      assert.equal(run.pid, undefined);
      await run.stop();
    }
  });

  it('stays on the CPUs that it may use', async () => {
    const run = generatorOf({ url, cpus: '0' }).start({ requestsPerSecond: 100, durationMs: 60_000 });
    await waitUntil('it is h2load', () => readProcessStat(run.pid ?? 0)?.comm === 'h2load');
    const status = readFileSync(`/proc/${run.pid}/status`, 'utf8');
    await run.stop();
    assert.match(status, /^Cpus_allowed_list:\s+0$/m);
  });

  it('finds the rate that a variant can take', async () => {
    const variants = [{ name: 'all', apply: () => Promise.resolve({ ok: true as const, value: undefined }) }];
    const times = { warmMs: 300, windowMs: 700, signal: AbortSignal.timeout(60_000) };
    const calibration = await calibrate({ generator: generatorOf({ url }), variants, ...times });
    assert.ok(calibration.ok, JSON.stringify(calibration));
    const { requestsPerSecond, capacities } = calibration.value;
    assert.ok(requestsPerSecond > 0 && requestsPerSecond <= (capacities[0]?.requestsPerSecond ?? 0) * 0.6);
  });

  it('ends with its parent, even by kill -9', async () => {
    const module = fileURLToPath(new URL('create-load-generator.ts', import.meta.url));
    const program = `
      const { createLoadGenerator } = await import(${JSON.stringify(module)});
      const { value } = createLoadGenerator({ generator: 'h2load', url: ${JSON.stringify(url)}, connections: 2 });
      const run = value.start({ requestsPerSecond: 10, durationMs: 60000 });
      console.log(run.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    parent.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await waitUntil('it has started', () => output.endsWith('\n'));
    const pid = Number(output);
    await waitUntil('it is h2load', () => readProcessStat(pid)?.comm === 'h2load');
    parent.kill('SIGKILL');
    await waitUntil('it is gone', () => readProcessStat(pid) === undefined);
  });

  it('says so where nothing answers, and does not go on', async () => {
    const nowhere = await freePort();
    const run = generatorOf({ url: `http://127.0.0.1:${nowhere}` }).start({
      requestsPerSecond: 100,
      durationMs: 60_000,
    });
    const result = await run.result();
    assert.equal(result.ok ? '' : result.detail, `Nothing at http://127.0.0.1:${nowhere} has answered for 5 s.`);
    assert.equal(run.pid, undefined);
  });

  it('says what the generator says where that does not start', async () => {
    const run = generatorOf({ url, cpus: '4000' }).start({ durationMs: 60_000 });
    const result = await run.result();
    assert.match(result.ok ? '' : result.detail, /^h2load ended with status 1: taskset: /);
  });

  it(
    'is made inside a network namespace, where only that reaches the server',
    { skip: namespaceProblem() },
    async () => {
      const inside = await freePort();
      writeFileSync(`${folder}/nginx-${inside}.conf`, nginxConfig(inside, await freePort()));
      const script = 'ip link set lo up && exec "$0" -p "$1" -c "$2"';
      const args = ['--net', '/bin/sh', '-c', script, NGINX ?? '', folder, `${folder}/nginx-${inside}.conf`];
      const server = spawn('unshare', args, { stdio: 'ignore' });
      const gone = new Promise((resolve) => server.once('exit', resolve));
      try {
        await waitUntil('nginx runs', () => readProcessStat(server.pid ?? 0)?.comm === 'nginx');
        await sleep(300);
        const load = { url: `http://127.0.0.1:${inside}/` };
        const run = generatorOf(load, { networkOfPid: server.pid ?? 0 }).start({
          requestsPerSecond: 100,
          durationMs: 60_000,
        });
        const sample = await runFor(run, 700);
        assert.ok(sample.requests > 0 && sample.failed === 0);
      } finally {
        server.kill('SIGTERM');
        await gone;
      }
    }
  );
});

function startNginx(port: number, http2Port: number): ChildProcess {
  const file = `${folder}/nginx-${port}.conf`;
  writeFileSync(file, nginxConfig(port, http2Port));
  return spawn(NGINX ?? 'nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function namespaceProblem(): string | false {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'pipe' });
    return false;
  } catch {
    return 'no network namespace can be made here';
  }
}
