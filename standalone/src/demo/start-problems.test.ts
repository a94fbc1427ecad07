import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { freePorts } from './demo-test-support.ts';
import type { DemoBinaries, DemoOptions } from './demo-types.ts';
import { startDemo } from './demo.ts';

const freshPorts = await freePorts();

describe('what keeps the demo from starting', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshprof-demo-problem-'));
  after(() => rmSync(folder, { recursive: true }));

  const here = process.execPath;
  const binaries: DemoBinaries = { envoy: here, nginx: here, h2load: here, prometheus: here, node: here };
  const problemOf = async (options: Partial<DemoOptions>) => {
    const result = await startDemo({ runDir: join(folder, 'run'), binaries, ...options });
    assert.equal(result.ok, false);
    return result.ok ? assert.fail() : result.problem;
  };

  it('names a missing program and its package', async () => {
    const problem = await problemOf({ binaries: { ...binaries, nginx: '/nowhere/nginx' } });
    assert.equal(problem.code, 'binary-missing');
    assert.match(problem.message, /nginx, which is not an executable file at \/nowhere\/nginx.*nginx-light/);
  });

  it('takes a folder for no program', async () => {
    assert.equal((await problemOf({ binaries: { ...binaries, envoy: folder } })).code, 'binary-missing');
  });

  for (const runDir of ['relative/path', "/tmp/it's", '/tmp/a b', '/tmp/$HOME', '/tmp/a\nb', '/tmp/"']) {
    it(`refuses the run directory ${JSON.stringify(runDir)}, which a configuration file would misread`, async () => {
      assert.equal((await problemOf({ runDir })).code, 'bad-run-dir');
    });
  }

  it('says that the run directory cannot be made', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const problem = await problemOf({ runDir: file, ports: freshPorts });
    assert.equal(problem.code, 'bad-run-dir');
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('refuses two listeners on one port', async () => {
    const problem = await problemOf({ ports: { ...freshPorts, demoSpanSink: freshPorts.demoEnvoy } });
    assert.equal(problem.code, 'port-busy');
    assert.match(problem.message, /--demo-sink-port/);
  });
});
