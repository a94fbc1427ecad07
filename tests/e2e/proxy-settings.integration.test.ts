import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ProxySettings } from '@meshprof/contracts';
import { moveOnto } from '../../standalone/src/demo/demo-test-support.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { at } from '../harness/project.ts';
import { run } from '../harness/run.ts';
import { runTask } from '../harness/run-task.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';

/** From the files of a real Envoy through agent and controller to who asks. */
describe('settings of the demo’s Envoy', { timeout: 300_000 }, () => {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'meshprof-settings-'));
  let meshprof: RunningMeshprof;
  let pid: number;

  before(async () => {
    meshprof = await startMeshprof({ stateDir });
    ({ pid } = await findDemoEnvoy(meshprof));
  });
  after(async () => {
    await meshprof?.stop();
    rmSync(stateDir, { recursive: true, force: true });
  });

  const valuesOf = ({ settings }: ProxySettings, id: string) =>
    settings.filter(({ settingId }) => settingId === id).map(({ value }) => value);

  async function onCommandLine(): Promise<ProxySettings> {
    const command = [process.execPath, at('collector-agent', 'bin', 'meshprof.mjs')];
    const { code, stdout, stderr } = await run([...command, 'proxy-settings', '--pid', String(pid), '--json']);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as ProxySettings;
  }

  it('come with a task, with their values and places', async () => {
    const request = { selector: { process_pid: pid }, events: ['on-cpu'], durationMs: 2_000 };
    const { id, targets } = await runTask(meshprof, request);
    const target = encodeURIComponent(targets[0]!.id);
    const settings = await meshprof.api<ProxySettings>('GET', `/v1/tasks/${id}/targets/${target}/settings`);
    assert.deepEqual(settings.notes, []);
    assert.deepEqual(valuesOf(settings, 'tracing.sampling'), ['100 %']);
    assert.deepEqual(valuesOf(settings, 'accesslog.flush-interval'), ['1000 ms']);
    assert.match(valuesOf(settings, 'accesslog.format')[0] ?? '', /^\[%START_TIME%\] "%REQ\(:METHOD\)%/);
    assert.deepEqual(settings, await onCommandLine());
  });

  it('follow what is moved onto the runtime file', async () => {
    const file = path.join(stateDir, 'demo', 'xds', 'runtime.yaml');
    const resource = "'@type': type.googleapis.com/envoy.service.runtime.v3.Runtime\n    name: demo-runtime";
    moveOnto(file, `resources:\n  - ${resource}\n    layer: { tracing.random_sampling: 1 }\n`);
    const settings = await onCommandLine();
    const [sampling] = settings.settings.filter(({ settingId }) => settingId === 'tracing.sampling');
    assert.deepEqual([sampling?.value, sampling?.file], ['1 %', file]);
  });
});
