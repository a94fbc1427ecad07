import assert from 'node:assert/strict';
import { chownSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';
import { startMeshprof } from '../harness/running-meshprof.ts';
import { waitFor } from '../harness/wait-for.ts';
import type { Agent, Page, Task } from '@meshprof/contracts';

const mainFile = at('standalone', 'src', 'main.ts');

/** Command lines of running processes that mention the folder, but for zombies. */
function processesOf(stateDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    })
    .filter((commandLine) => commandLine.includes(stateDir));
}

/** Ids of all BPF programs the kernel holds. */
async function bpfPrograms(): Promise<string[]> {
  const { stdout } = await run(['bpftool', 'prog', 'list', '--json']);
  return (JSON.parse(stdout) as { id: number; name?: string }[]).map(({ id, name }) => `${id} ${name}`);
}

describe('npm start', () => {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'meshprof-start-'));
  after(() => rmSync(stateDir, { recursive: true, force: true }));

  it('names the port and the option when a port is busy, and starts nothing', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const { code, stderr } = await run([
      process.execPath,
      mainFile,
      '--state-dir',
      stateDir,
      '--no-demo',
      '--store-port',
      String(port),
    ]);
    server.close();
    assert.equal(code, 2);
    assert.match(
      stderr,
      new RegExp(`Port ${port} \\(store's query API\\) is in use.*--store-port or MESHPROF_STORE_PORT`)
    );
    assert.deepEqual(processesOf(stateDir), []);
  });

  it('refuses an unknown option and a bad port in one sentence', async () => {
    for (const [args, expected] of [
      [['--prot', '1'], /unknown option '--prot'/],
      [['--port', '70000'], /whole number from 1 to 65535/],
    ] as const) {
      const { code, stderr } = await run([process.execPath, mainFile, ...args]);
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\bat .*\(/, 'a stack trace');
    }
  });

  it('ends every child and detaches everything on Ctrl-C, in the middle of a session', async () => {
    const programsBefore = await bpfPrograms();
    const meshprof = await startMeshprof({ stateDir });
    const envoy = await findDemoEnvoy(meshprof);
    const task = await meshprof.api<Task>('POST', '/v1/tasks', {
      selector: { process_pid: envoy.pid },
      durationMs: 60_000,
    });
    await waitFor(
      async () => ((await meshprof.api<Task>('GET', `/v1/tasks/${task.id}`)).state === 'running' ? true : undefined),
      { what: 'the session to run' }
    );
    assert.ok((await bpfPrograms()).length > programsBefore.length, 'no BPF program is loaded during a session');
    assert.ok(processesOf(stateDir).length > 3);

    assert.equal(await meshprof.stop(), 0);
    assert.deepEqual(processesOf(stateDir), []);
    // The kernel frees programs a moment after their last descriptor is gone.
    await waitFor(
      async () => ((await bpfPrograms()).every((program) => programsBefore.includes(program)) ? true : undefined),
      { what: 'the end of every BPF program', timeoutMs: 10_000 }
    );
  });

  it('knows its tasks and its agents after a second start, and keeps the token', async () => {
    const tokenBefore = readFileSync(path.join(stateDir, 'token'), 'utf8').trim();
    const meshprof = await startMeshprof({ stateDir, args: ['--no-demo'] });
    try {
      assert.equal(meshprof.token, tokenBefore);
      const { items: tasks } = await meshprof.api<Page<Task>>('GET', '/v1/tasks');
      assert.equal(tasks.length, 1);
      await waitFor(
        async () => {
          const { items } = await meshprof.api<Page<Agent>>('GET', '/v1/agents');
          return items.length === 2 && items.every(({ state }) => state === 'connected') ? true : undefined;
        },
        { what: 'the agent and the experiment agent, and no others' }
      );
    } finally {
      await meshprof.stop();
    }
  });

  it('dies without leaving a child when it is killed', async () => {
    const meshprof = await startMeshprof({ stateDir });
    meshprof.process.kill('SIGKILL');
    await waitFor(() => (processesOf(stateDir).length === 0 ? true : undefined), {
      what: `the end of ${processesOf(stateDir).join('\n')}`,
      timeoutMs: 30_000,
    });
  });

  it('starts without root, and says what it cannot do', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('needs root to become another user');
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const { code } = await run([...asNobody, 'test', '-r', mainFile]);
    if (code !== 0) return t.skip('user nobody cannot enter the folder of this clone');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-nobody-'));
    chownSync(folder, 65_534, 65_534);
    const meshprof = await startMeshprof({
      stateDir: folder,
      args: ['--no-demo'],
      as: asNobody,
    });
    try {
      await waitFor(() => (/cannot profile on this machine/.test(meshprof.output()) ? true : undefined), {
        what: `the reason in:\n${meshprof.output()}`,
      });
      assert.match(meshprof.output(), /CAP_|root/);
    } finally {
      await meshprof.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
