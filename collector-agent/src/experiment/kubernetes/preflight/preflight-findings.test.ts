import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { ExperimentFinding, KnobValue } from '@meshprof/contracts';
import { IstioRig, READY_MESH, turned } from '../testing/istio-rig.ts';

const sampling: KnobValue = { knob: 'tracing.sampling', percent: 10 };
const ofReviews = { selector: { matchLabels: { app: 'reviews' } } };

describe('traps of Istio that preflight tells', () => {
  let rig: IstioRig;
  beforeEach(async () => (rig = await IstioRig.start()));
  afterEach(() => rig.stop());

  const told = (findings: readonly ExperimentFinding[], code: string): ExperimentFinding => {
    const found = findings.find((finding) => finding.code === code);
    assert.ok(found, `${code} is not among ${findings.map((finding) => finding.code).join(', ')}`);
    assert.notEqual(found.sentence, '');
    assert.notEqual(found.remedy, '');
    return found;
  };
  const codes = (findings: readonly ExperimentFinding[]) => findings.map(({ code }) => code);

  it('finds nothing that forbids or endangers on a mesh that is ready, and says what will be written', async () => {
    const findings = await rig.preflight({ knob: 'tracing.sampling', percent: 10 });
    assert.deepEqual(
      findings.filter(({ severity }) => severity !== 'info'),
      []
    );
    assert.match(told(findings, 'own-telemetry').sentence, /shop\/meshprof-reviews is made for workload reviews/);
    assert.deepEqual(
      rig.api.requests.filter((request) => /^(?:PUT|DELETE|PATCH(?!.*dry run))/.test(request)),
      []
    );
  });

  it('a provider that cannot be resolved', async () => {
    const finding = told(
      await rig.preflight({ knob: 'tracing.provider', name: 'jaeger' }),
      'tracing-provider-unresolved'
    );
    assert.equal(finding.severity, 'error');
    assert.match(finding.remedy, /zipkin/);
  });

  it('sampling without any provider, on a mesh with a legacy tracer', async () => {
    rig.setMesh({ enableTracing: true, defaultConfig: { tracing: { zipkin: { address: 'zipkin:9411' } } } });
    const finding = told(await rig.preflight(sampling), 'tracing-provider-unresolved');
    assert.match(finding.sentence, /turns tracing off instead of sampling.*defaultConfig\.tracing/);
  });

  it('a provider with a sampler of its own', async () => {
    told(await rig.preflight(sampling, { knob: 'tracing.provider', name: 'sampler' }), 'provider-has-a-sampler');
  });

  it('tracing off is not zero percent', async () => {
    told(await rig.preflight({ knob: 'tracing.enabled', on: false }), 'tracing-off-is-not-zero-percent');
  });

  it('sampling of before that comes from defaultConfig, and zero that counts as unset', async () => {
    told(await rig.preflight(sampling), 'default-sampling-frozen');
    rig.setMesh({ ...READY_MESH, defaultConfig: { tracing: { sampling: 0 } } });
    told(await rig.preflight(sampling), 'default-sampling-zero');
  });

  it('a log that is disabled without naming a provider', async () => {
    rig.setMesh({ accessLogFile: '/dev/stdout' });
    rig.api.put('shop', 'quiet', { accessLogging: [{ disabled: true }] });
    told(await rig.preflight({ knob: 'accesslog.enabled', on: false }), 'log-disabled-without-provider');
    rig.api.put('shop', 'quiet', { accessLogging: [{ disabled: true, providers: [{ name: 'envoy' }] }] });
    assert.ok(
      !codes(await rig.preflight({ knob: 'accesslog.enabled', on: false })).includes('log-disabled-without-provider')
    );
  });

  it('a format that is a provider of MeshConfig, or an EnvoyFilter', async () => {
    const text: KnobValue = { knob: 'accesslog.format', text: '%RESPONSE_CODE%\n' };
    assert.match(told(await rig.preflight(text), 'envoy-filter-not-allowed').remedy, /--allow-envoy-filter/);
    told(await rig.preflight({ knob: 'accesslog.format', prepared: 'json' }), 'log-provider-unresolved');
  });

  it('a status filter that is for Envoy files', async () => {
    told(await rig.preflight({ knob: 'accesslog.filter', minStatus: 400 }), 'log-filter-is-an-expression');
  });

  it('trace headers of the load', async () => {
    const load = { generator: 'h2load' as const, url: 'http://127.0.0.1/', headers: { traceparent: '00-1-1-01' } };
    told(await rig.driver([turned(sampling)], { load }).preflight(), 'trace-headers-in-load');
    told(await rig.preflight(sampling), 'trace-headers-unknown');
  });

  it('several Telemetry objects for one workload, or for all', async () => {
    rig.api.put('shop', 'one', ofReviews);
    rig.api.put('shop', 'two', ofReviews);
    rig.api.put('shop', 'wide-one', {});
    rig.api.put('shop', 'wide-two', {});
    const findings = await rig.preflight(sampling);
    assert.match(told(findings, 'telemetry-duplicate-workload').sentence, /shop\/one, shop\/two/);
    told(findings, 'telemetry-duplicate-wide');
  });

  it('an object that a GitOps tool keeps, by annotation and by manager', async () => {
    rig.api.put('shop', 'theirs', ofReviews, { annotations: { 'argocd.argoproj.io/tracking-id': 'shop' } });
    assert.match(told(await rig.preflight(sampling), 'gitops-owner').sentence, /Argo CD/);
    rig.api.put('shop', 'theirs', ofReviews, { managedFields: [{ manager: 'kustomize-controller' }] });
    assert.match(told(await rig.preflight(sampling), 'gitops-owner').sentence, /Flux/);
    rig.api.put('shop', 'theirs', ofReviews, { labels: { 'app.kubernetes.io/managed-by': 'Helm' } });
    assert.equal(told(await rig.preflight(sampling), 'telemetry-owner').severity, 'warning');
  });

  it('another experiment on the workload, be it on our object or on theirs', async () => {
    const annotations = { 'meshprof.dev/experiment': 'other' };
    rig.api.put('shop', 'meshprof-reviews', ofReviews, { annotations });
    assert.match(told(await rig.preflight(sampling), 'another-experiment').sentence, /experiment other/);
    rig.api.telemetries.clear();
    rig.api.put('shop', 'theirs', ofReviews, { annotations });
    told(await rig.preflight(sampling), 'another-experiment');
  });

  it('statistics that the proxy hides', async () => {
    rig.proxy.hiddenStats = true;
    assert.match(told(await rig.preflight(sampling), 'stats-hidden').sentence, /http\.\*, tracing\.\*, filesystem\.\*/);
  });

  it('a concurrency that follows from the CPU limit', async () => {
    rig.proxy.metadata = { ...rig.proxy.metadata, PROXY_CONFIG: {} };
    told(await rig.preflight(sampling), 'concurrency-unset');
  });

  it('an autoscaler of the workload', async () => {
    const scaleTargetRef = { kind: 'Deployment', name: 'reviews-v1' };
    rig.api.autoscalers = [{ metadata: { name: 'reviews' }, spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 5 } }];
    told(await rig.preflight(sampling), 'workload-is-scaled');
    rig.api.autoscalers = [{ metadata: { name: 'reviews' }, spec: { scaleTargetRef, minReplicas: 5, maxReplicas: 5 } }];
    assert.ok(!codes(await rig.preflight(sampling)).includes('workload-is-scaled'));
  });

  it('rights that are missing', async () => {
    rig.api.denied = ['patch', 'delete'];
    assert.match(told(await rig.preflight(sampling), 'rights-missing').sentence, /may not patch, delete telemetries/);
  });

  it('a MeshConfig that may not be read', async () => {
    rig.api.refuse = (_method, path) =>
      path.includes('/configmaps/') ? { status: 403, message: 'configmaps "istio" is forbidden' } : undefined;
    assert.match(told(await rig.preflight(sampling), 'mesh-config-unread').sentence, /forbidden/);
  });

  it('load that the namespace does not allow', async () => {
    const load = { generator: 'h2load' as const, url: 'http://127.0.0.1/' };
    const driver = rig.driver([turned(sampling)], { load });
    assert.equal(told(await driver.preflight(), 'load-refused').severity, 'error');
    rig.api.namespaceLabels.set('shop', { 'meshprof.dev/generated-load': 'allowed' });
    assert.ok(!codes(await driver.preflight()).includes('load-refused'));
  });

  it('a variant that admission refuses (422), by a dry run only', async () => {
    rig.api.refuse = (method, _path, isDryRun) =>
      method === 'PATCH' && isDryRun ? { status: 422, message: 'filter is not stable' } : undefined;
    assert.match(told(await rig.preflight(sampling), 'admission-refused').sentence, /HTTP 422: filter is not stable/);
  });

  it('knobs that no Telemetry has', async () => {
    told(await rig.preflight({ knob: 'tracing.batch-size', spans: 100 }), 'knob-not-by-telemetry');
  });

  it('rights on leases that are missing', async () => {
    Object.assign(rig.api, { denied: ['create'], deniedOn: 'leases' });
    assert.match(told(await rig.preflight(sampling), 'rights-missing').remedy, /apiGroups \[coordination\.k8s\.io\]/);
  });

  it('a proxy that no istiod leads, a waypoint, and one of another namespace', async () => {
    rig.proxy.nodeId = 'envoy-1';
    assert.match(told(await rig.preflight(sampling), 'istio-target').sentence, /no istiod leads it/);
    rig.proxy.nodeId = 'waypoint~10.0.0.1~w.shop~shop.svc.cluster.local';
    assert.match(told(await rig.preflight(sampling), 'istio-target').sentence, /waypoint/);
    rig.proxy.nodeId = 'sidecar~10.0.0.1~r.shop~shop.svc.cluster.local';
    rig.proxy.metadata = { ...rig.proxy.metadata, NAMESPACE: 'other' };
    assert.match(told(await rig.preflight(sampling), 'istio-target').sentence, /namespace other, not in shop/);
  });
});
