import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KnobValue } from '@meshprof/contracts';
import { codesOf, neverAborted, openOn, turned, valueOf } from './harness/istio-experiment.ts';
import { reasonToSkip } from './harness/reason-to-skip.ts';
import { TestMesh } from './harness/test-mesh.ts';

const REQUESTS = 400;

describe('knobs on a real kube-apiserver, istiod and Envoy', { skip: reasonToSkip() }, () => {
  let mesh: TestMesh;
  before(async () => (mesh = await TestMesh.start()));
  after(() => mesh?.stop());

  const knobs: KnobValue[][] = [
    [{ knob: 'tracing.sampling', percent: 37.5 }],
    [{ knob: 'tracing.sampling', percent: 0 }],
    [{ knob: 'tracing.enabled', on: false }],
    [
      { knob: 'tracing.provider', name: 'zipkin' },
      { knob: 'tracing.sampling', percent: 100 },
    ],
    [{ knob: 'accesslog.enabled', on: false }],
    [{ knob: 'accesslog.format', prepared: 'meshprof-short' }],
    [{ knob: 'accesslog.format', prepared: 'meshprof-json' }],
    [{ knob: 'accesslog.filter', expression: 'response.code >= 400' }],
    [{ knob: 'accesslog.sink', sink: 'grpc', provider: 'meshprof-als' }],
    [
      { knob: 'tracing.sampling', percent: 12 },
      { knob: 'accesslog.enabled', on: false },
    ],
  ];
  for (const values of knobs) {
    it(`change the listener, are proven, and are put back: ${JSON.stringify(values)}`, async () => {
      const variant = turned(...values);
      const driver = await openOn(mesh, { variants: [variant] });
      assert.deepEqual(codesOf(await driver.preflight(), 'error'), []);
      const snapshot = valueOf(await driver.snapshot());
      valueOf(await driver.apply(variant, snapshot));
      const converged = valueOf(await driver.converge(variant, neverAborted()));
      assert.notEqual(converged.configHash, snapshot.hash);

      const first = valueOf(await driver.readCounters());
      for (let sent = 0; sent < REQUESTS; sent += 1) await (await fetch(mesh.url)).text();
      const proofs = await driver.prove(variant, first, valueOf(await driver.readCounters()));
      assert.deepEqual(
        proofs.filter(({ proven }) => !proven),
        []
      );
      assert.deepEqual(
        values.filter(({ knob }) => !proofs.some((proof) => proof.knob === knob)),
        []
      );
      valueOf(await driver.checkUnchanged());

      assert.deepEqual(valueOf(await driver.restore(snapshot)), { hash: snapshot.hash, proven: true });
      await driver.close();
    });
  }

  it('follow each other without leaving anything of the one before', async () => {
    const both = turned({ knob: 'tracing.sampling', percent: 50 }, { knob: 'accesslog.enabled', on: false });
    const one = turned({ knob: 'tracing.sampling', percent: 50 });
    const asItIs = turned();
    const driver = await openOn(mesh, { variants: [both, one] });
    const snapshot = valueOf(await driver.snapshot());
    const hashes: string[] = [];
    for (const variant of [both, one, asItIs, both, one]) {
      valueOf(await driver.apply(variant, snapshot));
      hashes.push(valueOf(await driver.converge(variant, neverAborted())).configHash);
    }
    assert.equal(hashes[2], snapshot.hash);
    assert.deepEqual(hashes.slice(3), hashes.slice(0, 2));
    assert.notEqual(hashes[0], hashes[1]);
    assert.ok(valueOf(await driver.restore(snapshot)).proven);
    await driver.close();
  });
});
