/** The packages for npm, installed from their tarballs into an empty folder without a network, and used. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { packNpmPackages } from '../../scripts/release/npm-packages.mjs';
import { projectVersion } from '../../scripts/release/version-places.mjs';
import { buildController } from '../harness/controller-bundle.ts';
import { freePorts } from '../harness/free-ports.ts';
import { at, projectRoot } from '../harness/project.ts';
import { run } from '../harness/run.ts';
import { waitFor } from '../harness/wait-for.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'meshprof-packages-'));
const installed = path.join(scratch, 'installed');
const bin = (name: string): string => path.join(installed, 'node_modules', '.bin', name);
const version = projectVersion(projectRoot);
const isBuilt = existsSync(at('native', 'build', 'meshprof.node'));

describe('packages for npm', { skip: isBuilt ? false : 'native/ is not built' }, () => {
  let tarballs: string[];
  before(async () => {
    buildController();
    tarballs = packNpmPackages(projectRoot, scratch);
    mkdirSync(installed);
    writeFileSync(path.join(installed, 'package.json'), '{"private": true}');
    const npm = await run([
      'npm',
      'install',
      '--prefix',
      installed,
      '--offline',
      '--no-audit',
      '--no-fund',
      ...tarballs,
    ]);
    assert.equal(npm.code, 0, npm.stderr);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('hold what is run and its licences, and nothing else', async (context: TestContext) => {
    for (const tarball of tarballs) {
      const { stdout } = await run(['tar', '-tzf', tarball]);
      const files = stdout.trim().split('\n');
      context.diagnostic(
        `${path.basename(tarball)}: ${files.length} files, ${(statSync(tarball).size / 1e6).toFixed(1)} MB`
      );
      const allowed =
        /^package\/(package\.json|README\.md|LICENSE|THIRD_PARTY_LICENSES\.txt|(bin|dist)\/.*\.mjs|node_modules\/@meshprof\/native\/(package\.json|NOTICE|LICENSE|LICENSE-bpf|LICENSE-libbpf|build\/(meshprof\.node|meshprof-reader|meshprof-symbols)))$/;
      assert.deepEqual(
        files.filter((file) => !allowed.test(file)),
        []
      );
      assert.ok(files.includes('package/THIRD_PARTY_LICENSES.txt'));
      const licences = await run(['tar', '-xzOf', tarball, 'package/THIRD_PARTY_LICENSES.txt']);
      for (const name of ['commander', 'typebox', '@grpc/grpc-js']) {
        assert.ok(new RegExp(`^${name} \\d`, 'm').test(licences.stdout), `the licence of ${name}`);
      }
    }
  });

  it('are of this version, and install nothing from a registry', async () => {
    for (const command of ['meshprof', 'meshprof-controller']) {
      const { stdout, stderr } = await run([bin(command), '--version']);
      assert.equal(stdout, `${version}\n`, stderr);
    }
    const { stdout } = await run(['npm', 'ls', '--prefix', installed, '--all', '--parseable']);
    const packages = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((folder) => path.relative(path.join(installed, 'node_modules'), folder));
    assert.deepEqual(packages.sort(), ['@meshprof/controller', 'meshprof', 'meshprof/node_modules/@meshprof/native']);
  });

  it('meshprof checks the machine, lists targets, reads a binary and records', async () => {
    const check = await run([bin('meshprof'), 'check', '--json']);
    const requirements = JSON.parse(check.stdout) as { id: string; met: boolean }[];
    assert.ok(requirements.find(({ id }) => id === 'addon')?.met, check.stdout);
    const symbols = await run([bin('meshprof'), 'symbols', '--json', process.execPath]);
    assert.equal(symbols.code, 0, symbols.stderr);
    const output = path.join(scratch, 'a.pb.gz');
    const busy = ['--', process.execPath, '-e', 'const end = Date.now() + 1500; while (Date.now() < end);'];
    const record = await run([bin('meshprof'), 'record', '--output', output, ...busy]);
    assert.equal(record.code, 0, record.stderr);
    assert.ok(statSync(output).size > 500);
  });

  it('the controller runs, also as `meshprof controller`, and an agent joins it', async () => {
    const [port] = await freePorts(1);
    const env = {
      ...process.env,
      MESHPROF_TOKEN: 'a-token-for-this-test',
      MESHPROF_JOIN_TOKEN: 'a-join-token-for-this-test',
      MESHPROF_STATE_DIR: path.join(scratch, 'controller'),
      MESHPROF_PORT: String(port),
    };
    const url = `http://127.0.0.1:${port}`;
    const controller = spawn(bin('meshprof'), ['controller'], { env, stdio: 'ignore' });
    const agentEnv = {
      ...env,
      MESHPROF_CONTROLLER_URL: url,
      MESHPROF_STATE_DIR: path.join(scratch, 'agent'),
      MESHPROF_AGENT_METRICS_PORT: '0',
    };
    const agent = spawn(bin('meshprof'), ['agent'], { env: agentEnv, stdio: 'ignore' });
    try {
      const found = await waitFor(() => connectedAgents(url), { what: 'the agent to join', timeoutMs: 60_000 });
      assert.deepEqual(found, [version]);
    } finally {
      await Promise.all([ended(agent), ended(controller)]);
    }
  });
});

/** Their versions, once there is one. */
async function connectedAgents(url: string): Promise<string[] | undefined> {
  const headers = { authorization: 'Bearer a-token-for-this-test' };
  const answer = await fetch(`${url}/v1/agents`, { headers }).catch(() => undefined);
  if (answer?.ok !== true) return undefined;
  const { items } = (await answer.json()) as { items: { version: string; state: string }[] };
  const connected = items.filter(({ state }) => state === 'connected');
  return connected.length > 0 ? connected.map((agent) => agent.version) : undefined;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
