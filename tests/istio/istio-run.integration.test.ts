import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { ExperimentReport } from '@meshprof/contracts';
import { stringify } from 'yaml';
import { projectRoot } from '../../scripts/setup/folders.mjs';
import { namespaceObject } from './harness/control-plane.ts';
import { reasonToSkip } from './harness/reason-to-skip.ts';
import { NAMESPACE, TestMesh, WORKLOAD } from './harness/test-mesh.ts';

const meshprof = path.join(projectRoot, 'collector-agent', 'bin', 'meshprof.mjs');

describe('meshprof experiment run on a real mesh', { skip: reasonToSkip() }, () => {
  let mesh: TestMesh;
  before(async () => (mesh = await TestMesh.start()));
  after(() => mesh?.stop());

  const run = async (name: string): Promise<{ code: number; stderr: string; reportFile: string }> => {
    const specFile = path.join(mesh.folder, `${name}.yaml`);
    const reportFile = path.join(mesh.folder, `${name}.json`);
    writeFileSync(specFile, stringify(spec()));
    const args = [
      'experiment',
      'run',
      specFile,
      '--output',
      reportFile,
      '--state-dir',
      path.join(mesh.folder, 'state'),
    ];
    const env = { ...process.env, KUBECONFIG: mesh.plane.kubeconfig };
    return promisify(execFile)(process.execPath, [meshprof, ...args], { env, timeout: 240_000 }).then(
      ({ stderr }) => ({ code: 0, stderr, reportFile }),
      (error: { code: number; stderr: string }) => ({ code: error.code, stderr: error.stderr, reportFile })
    );
  };

  const spec = () => ({
    driver: 'istio',
    target: { namespace: NAMESPACE, workload: WORKLOAD, adminUrl: mesh.adminUrl, pid: mesh.proxyPid },
    baseline: { name: 'off', knobs: [{ knob: 'tracing.enabled', on: false }] },
    variants: [{ name: 'all', knobs: [{ knob: 'tracing.sampling', percent: 100 }] }],
    load: { generator: 'h2load', url: mesh.url, requestsPerSecond: 300, connections: 4 },
    blocks: 1,
    windowMs: 2_000,
    warmMs: 2_000,
    profileMs: 0,
    indicative: true,
    seed: 1,
  });

  it('generates no load on a namespace that does not allow it', async () => {
    const { code, stderr } = await run('refused');
    assert.notEqual(code, 0);
    assert.match(stderr, /kubectl label namespace shop meshprof\.dev\/generated-load=allowed/);
  });

  it('ends with a report, proven treatments and the configuration of before', async () => {
    await mesh.plane.apply(namespaceObject(NAMESPACE, { 'meshprof.dev/generated-load': 'allowed' }));
    const { code, stderr, reportFile } = await run('allowed');
    assert.equal(code, 0, stderr);
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as ExperimentReport;
    assert.equal(report.restored.proven, true);
    assert.deepEqual(report.variants.map(({ name }) => name).sort(), ['all', 'off']);
    for (const { name, treatmentProof } of report.variants) {
      assert.ok(treatmentProof.length > 0, `nothing proves ${name}`);
      assert.deepEqual(
        treatmentProof.filter(({ proven }) => !proven),
        []
      );
    }
    const { items } = await mesh.plane.admin.list('telemetry.istio.io/v1', 'Telemetry', NAMESPACE);
    assert.deepEqual(items, []);
  });
});
