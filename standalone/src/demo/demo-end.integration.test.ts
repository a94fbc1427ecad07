import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PORTS } from '@meshprof/contracts';
import { busyPorts } from '../start/busy-ports.ts';
import { freePorts, isRunning, testBinaries, until } from './demo-test-support.ts';
import { DEMO_LISTENERS } from './demo-types.ts';
import { startDemo } from './demo.ts';

it('ends with its parent, even by kill -9; with --log-to-file Envoy writes the log itself', async () => {
  const runDir = mkdtempSync(join(tmpdir(), 'meshprof-demo-test-'));
  const ports = await freePorts();
  const main = spawn(
    process.execPath,
    [fileURLToPath(new URL('./main.ts', import.meta.url)), runDir, '--log-to-file', '--rps', '400'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        MESHPROF_ENVOY: testBinaries.envoy,
        ...Object.fromEntries(DEMO_LISTENERS.map((name) => [PORTS[name].env, String(ports[name])])),
      },
    }
  );
  let output = '';
  const pidsNamed = () => [...output.matchAll(/: pid (\d+)/g)].map((match) => Number(match[1]));
  try {
    main.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    await until('it has named its programs', () => output.includes('h2load: pid'));
    const pids = pidsNamed();
    assert.equal(pids.filter(isRunning).length, 6, output);

    const logSize = () => statSync(join(runDir, 'access.log'), { throwIfNoEntry: false })?.size ?? 0;
    await until('Envoy has written its log', () => logSize() > 10_000);
    assert.equal(statSync(join(runDir, 'envoy-stdout.log')).size, 0);

    main.kill('SIGKILL');
    await until('all of them are gone', () => !pids.some(isRunning));
    // nginx's worker, whose pid nobody knows here, would still hold its port.
    await until('their ports are free', async () => (await busyPorts(ports, DEMO_LISTENERS)).length === 0);
  } finally {
    main.kill('SIGKILL');
    for (const pid of pidsNamed().filter(isRunning)) process.kill(pid);
    rmSync(runDir, { recursive: true, maxRetries: 10 });
  }
});

it('leaves no process and no busy port when it stops', async () => {
  const runDir = mkdtempSync(join(tmpdir(), 'meshprof-demo-test-'));
  const ports = await freePorts();
  const load = { requestsPerSecond: 100, connections: 2 };
  const result = await startDemo({ runDir, binaries: testBinaries, ports, load });
  try {
    assert.ok(result.ok, result.ok ? '' : result.problem.message);
    const pids = Object.values(result.demo.pids());
    assert.equal(pids.length, 6);
    await result.demo.stop();
    assert.deepEqual(pids.filter(isRunning), []);
    assert.deepEqual(await busyPorts(ports, DEMO_LISTENERS), []);
  } finally {
    if (result.ok) await result.demo.stop();
    rmSync(runDir, { recursive: true });
  }
});
