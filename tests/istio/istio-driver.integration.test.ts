import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { KnobValue } from '@meshprof/contracts';
import { waitFor } from '../harness/wait-for.ts';
import { codesOf, neverAborted, openOn, turned, valueOf } from './harness/istio-experiment.ts';
import { reasonToSkip } from './harness/reason-to-skip.ts';
import { NAMESPACE, TestMesh, WORKLOAD } from './harness/test-mesh.ts';

const REQUESTS = 400;
/** As istiod names it. */
const SINK = `outbound|9411||sink.${NAMESPACE}.svc.cluster.local`;
const LUA = 'envoy.filters.http.lua';

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
    // By an EnvoyFilter:
    [{ knob: 'filter.enabled', name: 'envoy.filters.http.fault', on: false }],
    [{ knob: 'accesslog.format', text: '%RESPONSE_CODE% of the test' }],
    [
      { knob: 'accesslog.format', json: { status: '%RESPONSE_CODE%' } },
      { knob: 'accesslog.sink', sink: 'file', path: '/dev/null' },
    ],
    [{ knob: 'accesslog.sink', sink: 'grpc', cluster: SINK }],
    [
      { knob: 'accesslog.sink', sink: 'otlp', cluster: SINK },
      { knob: 'accesslog.filter', expression: 'response.code >= 400' },
      { knob: 'tracing.sampling', percent: 50 },
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

  it("turns a filter off that somebody else's EnvoyFilter put in, after which that comes back", async () => {
    const theirs = luaFilter();
    await mesh.plane.apply(theirs);
    const withoutLua = turned({ knob: 'filter.enabled', name: LUA, on: false });
    const driver = await openOn(mesh, { variants: [withoutLua] });
    const findings = await waitFor(
      async () => {
        const found = await driver.preflight();
        return codesOf(found, 'error').length === 0 ? found : undefined;
      },
      { what: 'their filter in the proxy', timeoutMs: 30_000 }
    );
    const same = findings.find(({ code }) => code === 'envoy-filter-same-place');
    assert.match(same?.sentence ?? '', /theirs-lua \(priority 7\).*Ours has priority 17/);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(withoutLua, snapshot));
    assert.notEqual(valueOf(await driver.converge(withoutLua, neverAborted())).configHash, snapshot.hash);
    // Killed here: another process has nothing but the journal's copy.
    await driver.close();
    const successor = await openOn(mesh, { variants: [withoutLua] });
    const copy = JSON.parse(JSON.stringify(snapshot)) as typeof snapshot;
    assert.deepEqual(valueOf(await successor.restore(copy)), { hash: snapshot.hash, proven: true });
    const { items } = await mesh.plane.admin.list('networking.istio.io/v1alpha3', 'EnvoyFilter', NAMESPACE);
    assert.deepEqual(
      items.map(({ metadata }) => metadata?.name),
      ['theirs-lua']
    );
    await successor.close();
    await mesh.plane.admin.delete(theirs);
  });

  it('says which cluster there is, where a log service is named that the proxy does not see', async () => {
    const variant = turned({ knob: 'accesslog.sink', sink: 'otlp', cluster: 'outbound|4317||logs.shop' });
    const driver = await openOn(mesh, { variants: [variant] });
    const finding = (await driver.preflight()).find(({ code }) => code === 'log-cluster-missing');
    assert.match(finding?.remedy ?? '', /outbound\|/);
    await driver.close();
  });
});

function luaFilter(): KubernetesObject & Record<string, unknown> {
  const filter = { name: 'envoy.filters.network.http_connection_manager' };
  const typed = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
    default_source_code: { inline_string: 'function envoy_on_request(handle) end' },
  };
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'theirs-lua', namespace: NAMESPACE },
    spec: {
      priority: 7,
      workloadSelector: { labels: { app: WORKLOAD } },
      configPatches: [
        {
          applyTo: 'HTTP_FILTER',
          match: { context: 'GATEWAY', listener: { filterChain: { filter } } },
          patch: { operation: 'INSERT_BEFORE', value: { name: LUA, typed_config: typed } },
        },
      ],
    },
  };
}
