import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { ExperimentFinding, KnobValue } from '@meshprof/contracts';
import type { Outcome } from '../../drivers/outcome.ts';
import type { StoredObject } from '../testing/apply-intent.ts';
import { IstioRig, turned } from '../testing/istio-rig.ts';

const LUA = 'envoy.filters.http.lua';
const OWN = 'shop/meshprof-reviews';
const withoutLua = turned({ knob: 'filter.enabled', name: LUA, on: false });
const MANAGER = 'envoy.filters.network.http_connection_manager';
const patchOfLua = {
  applyTo: 'HTTP_FILTER',
  match: { listener: { filterChain: { filter: { name: MANAGER } } } },
  patch: { operation: 'INSERT_BEFORE', value: { name: LUA } },
};

describe('an EnvoyFilter, where the spec allows one', () => {
  let rig: IstioRig;
  beforeEach(async () => {
    rig = await IstioRig.start();
    rig.proxy.manager = before();
  });
  afterEach(() => rig.stop());

  const before = () => ({
    access_log: [
      { name: 'file', typed_config: { '@type': 'x/FileAccessLog', path: '/dev/stdout', log_format: 'theirs' } },
    ],
    http_filters: [{ name: LUA }, { name: 'envoy.filters.http.router' }],
  });
  const open = (...variants: ReturnType<typeof turned>[]) => rig.driver(variants, { allowEnvoyFilter: true });
  const preflight = (...knobs: KnobValue[]) => open(turned(...knobs)).preflight();
  const told = (findings: readonly ExperimentFinding[], code: string): ExperimentFinding => {
    const found = findings.find((finding) => finding.code === code);
    assert.ok(found, `${code} is not among ${findings.map((finding) => finding.code).join(', ')}`);
    return found;
  };

  it('is our own, for one workload and one version of the proxy, and gone at the end', async () => {
    const driver = open(withoutLua);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(withoutLua, snapshot));
    const object = rig.api.envoyFilters.get(OWN);
    assert.deepEqual(object?.metadata.labels, { 'app.kubernetes.io/managed-by': 'meshprof' });
    assert.deepEqual(object?.spec, {
      workloadSelector: { labels: { app: 'reviews' } },
      priority: 10,
      configPatches: [
        {
          applyTo: 'HTTP_FILTER',
          match: {
            context: 'ANY',
            proxy: { proxyVersion: String.raw`^1\.31\.0$` },
            listener: { filterChain: { filter: { name: MANAGER, subFilter: { name: LUA } } } },
          },
          patch: { operation: 'REMOVE' },
        },
      ],
    });
    rig.proxy.manager = { ...before(), http_filters: [{ name: 'envoy.filters.http.router' }] };
    valueOf(await driver.converge(withoutLua, new AbortController().signal));
    valueOf(await driver.checkUnchanged());
    // A variant that needs none has none.
    valueOf(await driver.apply(turned(), snapshot));
    assert.equal(rig.api.envoyFilters.size, 0);
    valueOf(await driver.apply(withoutLua, snapshot));
    rig.proxy.manager = before();
    assert.ok(valueOf(await driver.restore(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot)).proven);
    assert.equal(rig.api.envoyFilters.size, 0);
  });

  it('brings the only logger, with the format of before where only its place changes', async () => {
    const cluster = 'outbound|4317||logs.shop.svc.cluster.local';
    const variant = turned(
      { knob: 'accesslog.sink', sink: 'otlp', cluster },
      { knob: 'accesslog.filter', expression: 'response.code >= 400' }
    );
    const driver = open(variant, turned({ knob: 'accesslog.sink', sink: 'file', path: '/var/log/a' }));
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(variant, snapshot));
    const logging = [{ providers: [{ name: 'envoy' }], disabled: true }];
    assert.deepEqual(rig.api.telemetries.get(OWN)?.spec['accessLogging'], logging);
    const [logger] = loggersIn(rig.api.envoyFilters.get(OWN));
    assert.equal(logger.typed_config.grpc_service?.envoy_grpc.cluster_name, cluster);
    assert.equal(logger.filter?.extension_filter.typed_config.expression, 'response.code >= 400');
    const toFile = turned({ knob: 'accesslog.sink', sink: 'file', path: '/var/log/a' });
    valueOf(await driver.apply(toFile, snapshot));
    const { typed_config: typed } = loggersIn(rig.api.envoyFilters.get(OWN))[0];
    assert.deepEqual([typed.path, typed.log_format], ['/var/log/a', 'theirs']);
  });

  it('of somebody else is neither written over nor deleted, and changing ours ends the experiment', async () => {
    const driver = open(withoutLua);
    const snapshot = valueOf(await driver.snapshot());
    rig.api.putEnvoyFilter('shop', 'meshprof-reviews', { configPatches: [] });
    assert.equal(reasonOf(await driver.apply(withoutLua, snapshot)), 'foreign-change');
    assert.equal(reasonOf(await driver.restore(snapshot)), 'foreign-change');
    assert.equal(rig.api.envoyFilters.size, 1);
    rig.api.envoyFilters.clear();

    valueOf(await driver.apply(withoutLua, snapshot));
    rig.proxy.manager = { ...before(), http_filters: [{ name: 'envoy.filters.http.router' }] };
    valueOf(await driver.converge(withoutLua, new AbortController().signal));
    const ours = rig.api.envoyFilters.get(OWN) as StoredObject;
    rig.api.envoyFilters.set(OWN, { ...ours, spec: { ...ours.spec, priority: 5 } });
    assert.equal(reasonOf(await driver.checkUnchanged()), 'foreign-change');
    rig.api.envoyFilters.clear();
    assert.equal(reasonOf(await driver.checkUnchanged()), 'foreign-change');
  });

  it('is announced, with the others there are, and comes after them', async () => {
    rig.api.putEnvoyFilter('shop', 'theirs', { priority: 20, configPatches: [patchOfLua] });
    rig.api.putEnvoyFilter('istio-system', 'wide', { configPatches: [{ applyTo: 'CLUSTER' }] });
    const match = { proxy: { proxyVersion: String.raw`^1\.9.*` } };
    rig.api.putEnvoyFilter('shop', 'of-old', { priority: 99, configPatches: [{ ...patchOfLua, match }] });
    rig.api.putEnvoyFilter('shop', 'of-ratings', {
      workloadSelector: { labels: { app: 'ratings' } },
      configPatches: [patchOfLua],
    });
    const findings = await preflight({ knob: 'filter.enabled', name: LUA, on: false });
    assert.match(
      told(findings, 'envoy-filter-same-place').sentence,
      /shop\/theirs \(priority 20\).*Ours has priority 30/
    );
    assert.match(told(findings, 'envoy-filters-there').sentence, /elsewhere: istio-system\/wide\.$/);
    assert.match(told(findings, 'own-envoy-filter').sentence, /version 1\.31\.0 only, priority 30/);
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error'),
      []
    );
  });

  it('is refused where it could not do what it should', async () => {
    told(await preflight({ knob: 'filter.enabled', name: 'envoy.filters.http.wasm', on: false }), 'filter-not-there');
    const router = 'envoy.filters.http.router';
    told(await preflight({ knob: 'filter.enabled', name: router, on: false }), 'filter-is-the-router');
    const sink = { knob: 'accesslog.sink', sink: 'grpc', cluster: 'outbound|9411||als.shop' } as const;
    rig.proxy.clusterNames = ['outbound|9411||als.shop.svc.cluster.local', 'BlackHoleCluster'];
    assert.match(
      told(await preflight(sink), 'log-cluster-missing').remedy,
      /instance: outbound\|9411\|\|als\.shop\.svc/
    );
    rig.proxy.metadata = { ...rig.proxy.metadata, ISTIO_VERSION: 'unknown' };
    told(await preflight(...withoutLua.knobs), 'proxy-version-unknown');
    rig.api.putEnvoyFilter('shop', 'meshprof-reviews', { configPatches: [] });
    told(await preflight(...withoutLua.knobs), 'envoy-filter-name-taken');
    Object.assign(rig.api, { denied: ['delete'], deniedOn: 'envoyfilters' });
    told(await preflight(...withoutLua.knobs), 'rights-missing');
    rig.api.refuse = (_method, path) => (path.includes('/envoyfilters') ? { status: 403, message: 'no' } : undefined);
    told(await preflight(...withoutLua.knobs), 'envoy-filters-unread');
  });

  it('that an admission policy refuses is told before anything is written', async () => {
    rig.api.refuse = (method, path) =>
      method === 'PATCH' && path.includes('/envoyfilters') ? { status: 422, message: 'not stable' } : undefined;
    assert.match(told(await preflight(...withoutLua.knobs), 'admission-refused').sentence, /not stable/);
  });
});

interface Logger {
  readonly typed_config: {
    readonly path?: string;
    readonly log_format?: unknown;
    readonly grpc_service?: { readonly envoy_grpc: { readonly cluster_name: string } };
  };
  readonly filter?: { readonly extension_filter: { readonly typed_config: { readonly expression: string } } };
}

function loggersIn(object: StoredObject | undefined): [Logger] {
  const [patch] = object?.spec['configPatches'] as [
    { readonly patch: { readonly value: { readonly typed_config: { readonly access_log: [Logger] } } } },
  ];
  return patch.patch.value.typed_config.access_log;
}

const reasonOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'it succeeded' : outcome.reason);

function valueOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.reason}: ${outcome.detail}`);
  return outcome.value;
}
