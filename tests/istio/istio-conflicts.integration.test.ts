import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import type { Snapshot } from '../../collector-agent/src/experiment/drivers/driver.ts';
import { projectRoot } from '../../scripts/setup/folders.mjs';
import { waitFor } from '../harness/wait-for.ts';
import { codesOf, neverAborted, openOn, reasonOf, turned, valueOf } from './harness/istio-experiment.ts';
import { reasonToSkip } from './harness/reason-to-skip.ts';
import { NAMESPACE, TestMesh } from './harness/test-mesh.ts';

type Json = Record<string, unknown>;
const half = turned({ knob: 'tracing.sampling', percent: 50 });
const OWN_NAME = 'meshprof-gateway';

describe('other writers, kills and rights on a real kube-apiserver and istiod', { skip: reasonToSkip() }, () => {
  let mesh: TestMesh;
  before(async () => (mesh = await TestMesh.start()));
  after(() => mesh?.stop());
  afterEach(async () => {
    for (const { metadata } of await listed()) await mesh.plane.admin.delete(telemetry(metadata?.name ?? '', {}));
    await waitFor(async () => ((await listed()).length === 0 ? true : undefined), { what: 'the objects to be gone' });
  });

  const telemetry = (name: string, spec: Json, labels: Record<string, string> = {}) => ({
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: { name, namespace: NAMESPACE, labels },
    spec,
  });
  const ofWorkload = (spec: Json) => ({ selector: { matchLabels: { app: 'gateway' } }, ...spec });
  const listed = async () =>
    (await mesh.plane.admin.list<KubernetesObject>('telemetry.istio.io/v1', 'Telemetry', NAMESPACE)).items;
  const stored = async (name: string): Promise<KubernetesObject & { spec: Json }> =>
    mesh.plane.admin.read<KubernetesObject & { spec: Json }>(telemetry(name, {}));
  const owners = ({ metadata }: KubernetesObject) =>
    metadata?.managedFields?.map(({ manager, operation, fieldsV1 }) => [manager, operation, JSON.stringify(fieldsV1)]);

  it("patches the workload's own object, and gives it back with its values and owners", async () => {
    const tags = { customTags: { shop: { literal: { value: 'x' } } } };
    await mesh.plane.apply(telemetry('theirs', ofWorkload({ tracing: [{ ...tags, randomSamplingPercentage: 5 }] })));
    const before = await stored('theirs');
    const driver = await openOn(mesh, { variants: [half] });
    assert.deepEqual(codesOf(await driver.preflight(), 'error'), []);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    valueOf(await driver.converge(half, neverAborted()));
    assert.deepEqual(
      (await listed()).map(({ metadata }) => metadata?.name),
      ['theirs']
    );
    assert.ok(valueOf(await driver.restore(snapshot)).proven);

    const back = await stored('theirs');
    assert.deepEqual(back.spec, before.spec);
    assert.deepEqual(back.metadata?.annotations ?? {}, {});
    assert.deepEqual(owners(back), owners(before));
    await driver.close();
  });

  it('tells when somebody else changes the object, and deletes its own all the same', async () => {
    const driver = await openOn(mesh, { variants: [half] });
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    valueOf(await driver.converge(half, neverAborted()));
    valueOf(await driver.checkUnchanged());
    await mesh.plane.apply(
      telemetry(OWN_NAME, ofWorkload({ tracing: [{ randomSamplingPercentage: 99 }] })),
      'somebody'
    );
    assert.equal(reasonOf(await driver.checkUnchanged()), 'foreign-change');
    assert.equal(reasonOf(await driver.apply(half, snapshot)), 'foreign-change');
    assert.ok(valueOf(await driver.restore(snapshot)).proven);
    assert.deepEqual(await listed(), []);
    await driver.close();
  });

  it("tells when a change of the namespace's Telemetry reaches the proxy", async () => {
    const driver = await openOn(mesh, { variants: [half] });
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    valueOf(await driver.converge(half, neverAborted()));
    await mesh.plane.apply(telemetry('wide', { accessLogging: [{ providers: [{ name: 'meshprof-short' }] }] }));
    const outcome = await waitFor(
      async () => {
        const unchanged = await driver.checkUnchanged();
        return unchanged.ok ? undefined : unchanged;
      },
      { what: 'the foreign change to be seen', timeoutMs: 30_000 }
    );
    assert.equal(outcome.reason, 'foreign-change');
    const restored = valueOf(await driver.restore(snapshot));
    assert.equal(restored.proven, false, 'the log is not as before, and it is not ours to change');
    await driver.close();
  });

  it('takes a lease of the workload: a second agent is told who has it, and deleting it ends the experiment', async () => {
    const driver = await openOn(mesh, { variants: [half] });
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    valueOf(await driver.converge(half, neverAborted()));
    const other = await openOn(mesh, { variants: [half], experimentId: 'exp-2' });
    const refused = await other.snapshot();
    assert.match(refused.ok ? '' : refused.detail, /taken by experiment exp-1 \(Lease shop\/meshprof-gateway\)/);
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'meshprof-gateway', namespace: NAMESPACE },
    };
    await mesh.plane.admin.delete(lease);
    assert.equal(reasonOf(await driver.checkUnchanged()), 'asked-for');
    assert.ok(valueOf(await driver.restore(snapshot)).proven);
    valueOf(await other.snapshot());
    await driver.close();
    await other.close();
    await assert.rejects(mesh.plane.admin.read(lease), 'it is given back');
  });

  it('leaves an object alone that somebody made anew', async () => {
    const driver = await openOn(mesh);
    const snapshot = valueOf(await driver.snapshot());
    const theirs = telemetry(OWN_NAME, ofWorkload({ tracing: [{ randomSamplingPercentage: 7 }] }));
    await mesh.plane.apply(theirs);
    assert.equal(reasonOf(await driver.apply(half, snapshot)), 'foreign-change');
    assert.equal(reasonOf(await driver.restore(snapshot)), 'foreign-change');
    assert.deepEqual((await stored(OWN_NAME)).spec, theirs.spec);
    await driver.close();
  });

  for (const moment of ['before', 'after']) {
    it(`is put back by another process when the experiment was killed right ${moment} its first write`, async () => {
      const file = path.join(mesh.folder, `snapshot-${moment}.json`);
      const script = fileURLToPath(new URL('./harness/killed-experiment.ts', import.meta.url));
      const args = [script, mesh.adminUrl, String(mesh.proxyPid), mesh.plane.kubeconfig, file, moment];
      const killed = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
      assert.equal(killed.signal, 'SIGKILL', killed.stderr);
      assert.equal((await listed()).length, moment === 'after' ? 1 : 0);
      const snapshot = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
      const driver = await openOn(mesh, { experimentId: 'killed' });
      assert.deepEqual(valueOf(await driver.restore(snapshot)), { hash: snapshot.hash, proven: true });
      assert.deepEqual(await listed(), []);
      assert.deepEqual(valueOf(await driver.restore(snapshot)), { hash: snapshot.hash, proven: true });
      await driver.close();
    });
  }

  it('puts the object back when the proxy is gone, and says that nothing proves it', async () => {
    const driver = await openOn(mesh, { variants: [half] });
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    await driver.close();
    const gone = await openOn(mesh, { variants: [half], adminUrl: 'http://127.0.0.1:9', pid: process.pid });
    assert.deepEqual(codesOf(await gone.preflight(), 'error'), ['istio-target']);
    const outcome = await gone.restore(snapshot);
    assert.match(outcome.ok ? '' : outcome.detail, /as before, but the proxy does not show it/);
    assert.deepEqual(await listed(), []);
    await gone.close();
  });

  it('says which rights are missing, and has enough with those that the guide names', async () => {
    const kubeconfig = mesh.plane.agentKubeconfig;
    const denied = await openOn(mesh, { kubeconfig, variants: [half] });
    assert.deepEqual(codesOf(await denied.preflight(), 'error'), ['istio-target']);
    await denied.close();
    for (const object of roles()) await mesh.plane.apply(object);
    const allowed = await openOn(mesh, { kubeconfig, variants: [half] });
    await waitFor(async () => (codesOf(await allowed.preflight(), 'error').length === 0 ? true : undefined), {
      what: 'the rights to be in force',
      timeoutMs: 30_000,
    });
    const snapshot = valueOf(await allowed.snapshot());
    valueOf(await allowed.apply(half, snapshot));
    assert.ok(valueOf(await allowed.restore(snapshot)).proven);
    await allowed.close();
  });

  it('refuses what an admission policy of the cluster refuses, by a dry run', async () => {
    for (const object of stablePolicy()) await mesh.plane.apply(object);
    const filtered = turned({ knob: 'accesslog.filter', expression: 'response.code >= 400' });
    const driver = await openOn(mesh, { variants: [filtered] });
    const finding = await waitFor(
      async () => (await driver.preflight()).find(({ code }) => code === 'admission-refused'),
      { what: 'the policy to be in force', timeoutMs: 30_000 }
    );
    assert.match(finding.sentence, /filter is not stable/);
    assert.deepEqual(await listed(), []);
    await driver.close();
  });
});

/** As provisioning/kubernetes grants them, to the user of this test in place of the experiment agent's account. */
function roles(): (KubernetesObject & Json)[] {
  const subjects = [{ kind: 'User', name: 'meshprof-agent', apiGroup: 'rbac.authorization.k8s.io' }];
  return [
    ['experiment-namespace', NAMESPACE],
    ['experiment-envoy-filters', NAMESPACE],
    ['experiment-mesh', 'istio-system'],
  ].flatMap(([folder = '', namespace]) => {
    const file = path.join(projectRoot, 'provisioning', 'kubernetes', folder, 'role.yaml');
    return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
      const object = document.toJS() as KubernetesObject & Json;
      return {
        ...object,
        metadata: { ...object.metadata, namespace },
        ...('subjects' in object && { subjects }),
      };
    });
  });
}

/** What Istio's stable validation policy does to log filters, in its form. */
function stablePolicy(): (KubernetesObject & Json)[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rules = [
    {
      apiGroups: ['telemetry.istio.io'],
      apiVersions: ['*'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['telemetries'],
    },
  ];
  const expression = '!has(object.spec.accessLogging) || object.spec.accessLogging.all(a, !has(a.filter))';
  const metadata = { name: 'stable-channel' };
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: rules },
        validations: [{ expression, message: 'filter is not stable' }],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: metadata.name, validationActions: ['Deny'] },
    },
  ];
}
