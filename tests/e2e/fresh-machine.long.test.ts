import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PORTS, type PortName } from '@meshprof/contracts';
import { debianRoot } from '../images/engine/base-images.ts';
import { BUILD_ENV, type RootCommand, runInRoot, startInRoot } from '../images/engine/run-in-root.ts';
import { EMPTY_IMAGE, openStageRoot, type StageRoot } from '../images/engine/stage-root.ts';
import { controllerApi } from '../harness/controller-api.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { freePortForEach } from '../harness/free-ports.ts';
import { projectRoot } from '../harness/project.ts';
import { runTask } from '../harness/run-task.ts';
import { waitFor } from '../harness/wait-for.ts';

const missing = ['debootstrap', 'cpio', 'git'].find(
  (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0
);
const skip = process.getuid?.() !== 0 ? 'needs root' : missing === undefined ? false : `${missing} is not installed`;

/** For a quick look, such as `check,unit`: `npm test` then runs these suites alone. */
const suites = process.env.MESHPROF_FRESH_SUITES;

const MINUTE_MS = 60_000;

/** The commands of README.md, where nothing of ours has ever been: no cache, no package, no browser. */
describe('plain Debian 12 with only Debian’s Node and Python', { skip, timeout: 118 * MINUTE_MS }, () => {
  const folder = mkdtempSync('/var/tmp/meshprof-fresh-');
  let machine: StageRoot;

  const onMachine = (command: readonly string[]): RootCommand => ({
    root: machine.root,
    command,
    workdir: '/root/meshprof',
    user: 'root',
    env: BUILD_ENV,
    ownGroup: true,
  });

  before(async () => {
    machine = openStageRoot(folder, { ...EMPTY_IMAGE, layers: [debianRoot()] });
    const checkout = path.join(machine.root, 'root', 'meshprof');
    mkdirSync(checkout, { recursive: true });
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: projectRoot });
    execFileSync('cpio', ['--null', '--pass-through', '--make-directories', '--quiet', checkout], {
      cwd: projectRoot,
      input: files,
    });
    const install = 'apt-get update -q && apt-get install -qy --no-install-recommends nodejs npm python3';
    await runInRoot(onMachine(['sh', '-c', install]));
  });
  after(() => {
    machine?.unmount();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has what README.md asks for, and no more', async () => {
    assert.match(await runInRoot(onMachine(['node', '--version'])), /^v18\./);
    for (const program of ['gcc', 'go', 'cargo', 'envoy', 'nginx', 'prometheus', 'pip', 'git']) {
      await assert.rejects(runInRoot(onMachine(['sh', '-c', `command -v ${program}`])), program);
    }
  });

  it('`npm start` shows a profile of the demo’s Envoy', async () => {
    const ports = await freePortForEach();
    const options = Object.entries(PORTS).flatMap(([name, { option }]) => [option, String(ports[name as PortName])]);
    const startedMs = performance.now();
    const child = startInRoot(onMachine(['npm', 'start', '--', ...options]));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      const url = `http://127.0.0.1:${ports.http}`;
      await waitFor(
        () => {
          if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
          return output.includes(`open ${url}/`) ? true : undefined;
        },
        { what: 'the page', timeoutMs: 45 * MINUTE_MS, intervalMs: 1_000 }
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${output}`);
      });
      process.stdout.write(`# npm start: ready after ${Math.round((performance.now() - startedMs) / 1_000)} s\n`);
      const stateDir = path.join(machine.root, 'root', '.local', 'state', 'meshprof');
      const token = readFileSync(path.join(stateDir, 'token'), 'utf8').trim();
      const meshprof = { api: controllerApi(url, token), stateDir: '/root/.local/state/meshprof' };
      const envoy = await findDemoEnvoy(meshprof);
      assert.equal(envoy.verdict, 'profilable', `${JSON.stringify(envoy)}\n${output}`);
      const task = await runTask(meshprof, { selector: { process_pid: String(envoy.pid) }, durationMs: 5_000 });
      assert.equal(task.state, 'completed', JSON.stringify(task));
      assert.equal((await fetch(`${url}/a/meshprof-profiling-app`)).status, 200);
    } finally {
      process.kill(-child.pid!, 'SIGINT');
      await ended;
    }
  });

  it('`npm test` passes', async () => {
    const startedMs = performance.now();
    const args = suites === undefined ? [] : ['--', '--only', suites];
    const output = await runInRoot(onMachine(['npm', 'test', ...args]));
    process.stdout.write(`# npm test ${args.join(' ')}: ${Math.round((performance.now() - startedMs) / 1_000)} s\n`);
    assert.match(output.trimEnd().split('\n').at(-1) ?? '', /^\d+ passed, 0 failed, \d+ skipped/);
  });
});
