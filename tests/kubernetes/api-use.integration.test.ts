import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import type { Logger } from '../../collector-agent/src/logs/logger.ts';
import { ClientNodeCluster } from '../../collector-agent/src/experiment/kubernetes/cluster/client-node-cluster.ts';
import { accessFromPod, SERVICE_ACCOUNT_DIR } from '../../collector-agent/src/kubernetes/api-access.ts';
import { openPods, type Pods } from '../../collector-agent/src/kubernetes/open-pods.ts';
import { reasonWithoutGoPrograms } from '../harness/go-programs/go-programs.mjs';
import { ApiServer } from '../harness/kubernetes/api-server.ts';
import { installIstioTypes } from '../harness/kubernetes/istio-types.ts';
import { waitFor } from '../harness/wait-for.ts';
import { callEverything, INTENT, ISTIO, SHOP } from './harness/every-cluster-call.ts';
import { find, KubectlShell, type Manifest, render, workloads } from './harness/kubectl.ts';
import { APP } from './harness/oci-config.ts';
import { reasonWithoutContainers, runContainer } from './harness/oci-container.ts';
import { reasonWithoutApiServer } from './harness/reason-to-skip.ts';
import { AGENT, COLLECTOR, EXPERIMENT_AGENT, linesOf, tokenOf, userNameOf } from './harness/service-account.ts';

const withoutContainers = reasonWithoutGoPrograms(['seccomp-profile']) || reasonWithoutContainers();
const skip = reasonWithoutApiServer(['kube-apiserver', 'kubectl', 'istiod']);

describe('what the agents ask of a real kube-apiserver is what their roles grant', { skip }, () => {
  let folder: string;
  let server: ApiServer;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-kubernetes-'));
    server = await ApiServer.start(folder);
    await installIstioTypes(server);
    const shell = new KubectlShell(folder, server.kubeconfig);
    for (const script of [
      `kubectl create namespace ${SHOP} && kubectl create namespace ${ISTIO}`,
      `kubectl -n ${SHOP} create serviceaccount default`,
      `kubectl -n ${ISTIO} create configmap istio --from-literal=mesh='enableTracing: true'`,
      'kubectl apply --server-side -k provisioning/kubernetes/overlays/example',
      `kubectl apply -n ${SHOP} -k provisioning/kubernetes/experiment-namespace`,
      `kubectl apply -n ${SHOP} -k provisioning/kubernetes/experiment-envoy-filters`,
      `kubectl apply -n ${ISTIO} -k provisioning/kubernetes/experiment-mesh`,
    ]) {
      const { status, stderr } = shell.run(script);
      assert.equal(status, 0, `${script}\n${stderr}`);
    }
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Lines as of a role, of all that an account has asked; a resource with its name where the role says names. */
  const askedBy = (account: typeof AGENT, named: readonly string[] = []) => {
    const lines = server
      .auditEvents()
      .filter(({ user }) => user.username === userNameOf(account))
      .flatMap(({ verb, objectRef: object }) => {
        if (object === undefined || object.resource.startsWith('selfsubject')) return [];
        const resource = [object.resource, object.subresource].filter(Boolean).join('/');
        const name = named.includes(resource) ? ` ${object.name}` : '';
        return `${object.namespace ?? ''}: ${verb} ${resource}${object.apiGroup ? `.${object.apiGroup}` : ''}${name}`;
      });
    return [...new Set(lines)].sort();
  };
  const granted = (manifest: Manifest, namespace: string) =>
    (manifest['rules'] as Parameters<typeof linesOf>[0][]).flatMap(linesOf).map((line) => `${namespace}: ${line}`);

  /** As in a pod: token and authority in files, address in the environment. */
  const podAccess = async (account: typeof AGENT) => {
    const dir = path.join(folder, account.name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'token'), await tokenOf(server, account));
    copyFileSync(server.caFile, path.join(dir, 'ca.crt'));
    const { hostname, port } = new URL(server.url);
    const access = accessFromPod({ KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port }, dir);
    assert.ok(access !== undefined);
    return access;
  };

  const makePod = async (name: string, nodeName: string, id: string): Promise<string> => {
    const hash = '5d4f8c7b9';
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `cart-${hash}`, uid: 'a', controller: true };
    const labels = { app: 'cart', 'pod-template-hash': hash };
    const at = `/api/v1/namespaces/${SHOP}/pods`;
    const made = await server.ask(at, {
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: SHOP, labels, ownerReferences: [owner] },
        spec: { nodeName, containers: [{ name: 'main', image: 'cart' }], automountServiceAccountToken: false },
      },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const status = {
      phase: 'Running',
      containerStatuses: [
        { name: 'main', containerID: `containerd://${id}`, image: 'cart', imageID: '', ready: true, restartCount: 0 },
      ],
    };
    const put = await server.ask(`${at}/${name}/status`, { method: 'PUT', body: { ...made.body, status } });
    assert.equal(put.status, 200, JSON.stringify(put.body));
    return (made.body['metadata'] as { uid: string }).uid;
  };

  it("the agent: its node's pods, now and as they come and go", async () => {
    const [here, there] = [
      await makePod('cart-0', 'worker-1', 'a'.repeat(64)),
      await makePod('cart-1', 'worker-2', 'b'.repeat(64)),
    ];
    const logger = pino({ level: 'silent' });
    const pods = openPods({ node: 'worker-1', logger, access: await podAccess(AGENT) });
    assert.ok(pods !== undefined);
    try {
      await waitFor(() => pods.connected || undefined, { what: 'the watch' });
      const pod = pods.find({ podUid: here });
      assert.deepEqual([pod?.namespace, pod?.name, pod?.workload], [SHOP, 'cart-0', 'cart']);
      assert.equal(pod?.containerNames.get('a'.repeat(64)), 'main');
      assert.equal(pods.find({ podUid: there }), undefined, 'another node’s');
      const late = await makePod('cart-2', 'worker-1', 'c'.repeat(64));
      await waitFor(() => pods.find({ podUid: late })?.containerNames.has('c'.repeat(64)) || undefined, {
        what: 'a pod that comes later',
      });
      await server.ask(`/api/v1/namespaces/${SHOP}/pods/cart-2?gracePeriodSeconds=0`, { method: 'DELETE' });
      await waitFor(() => (pods.find({ podUid: late }) === undefined ? true : undefined), { what: 'its end' });
    } finally {
      await pods.close();
    }
    // The log has a watch once that has ended.
    await waitFor(() => askedBy(AGENT).some((line) => line.includes('watch')) || undefined, { what: 'the log' });
    assert.deepEqual(askedBy(AGENT), granted(find(render('base'), 'ClusterRole', AGENT.name), '').sort());
  });

  it('the agent without its role: says which rights to give', async () => {
    let said = '';
    const logger = { info: () => undefined, warn: ({ detail }: { detail: string }) => (said = detail) };
    const access = await podAccess(COLLECTOR);
    const pods = openPods({ node: 'worker-1', logger: logger as unknown as Logger, access }) as Pods;
    try {
      await waitFor(() => (said === '' ? undefined : said), { what: 'a warning' });
      assert.match(said, /HTTP 403: .*cannot list resource "pods".*rights to list and watch pods/);
    } finally {
      await pods.close();
    }
  });

  it('the experiment agent: every call that it can make', async () => {
    const token = await tokenOf(server, EXPERIMENT_AGENT);
    const cluster = ClientNodeCluster.open(server.kubeconfigOf({ name: EXPERIMENT_AGENT.name, token }));
    await callEverything(cluster);
    const namespaceRole = granted(find(render('experiment-namespace'), 'Role', 'meshprof-experiments'), SHOP);
    const meshRole = granted(find(render('experiment-mesh'), 'Role', 'meshprof-experiments-mesh'), ISTIO);
    const filters = find(render('experiment-envoy-filters'), 'Role', 'meshprof-experiments-envoy-filters');
    // Server-side apply of a new object is a patch that needs the right to create as well.
    const applied = ['telemetries.telemetry.istio.io', 'envoyfilters.networking.istio.io'];
    const created = applied.map((resource) => `${SHOP}: create ${resource}`);
    const seen = [...askedBy(EXPERIMENT_AGENT, ['configmaps']), ...created];
    assert.deepEqual(seen.sort(), [...namespaceRole, ...meshRole, ...granted(filters, SHOP)].sort());
    const refused = server
      .auditEvents()
      .filter(
        ({ user, responseStatus }) => user.username === userNameOf(EXPERIMENT_AGENT) && responseStatus?.code === 403
      );
    assert.deepEqual(refused, []);
  });

  it(
    'the experiment agent in its pod finds the cluster by its service account',
    { skip: withoutContainers },
    async () => {
      const agent = workloads(render('overlays/example')).find(({ name }) => name === EXPERIMENT_AGENT.name);
      const container = agent?.template.spec.containers[0];
      assert.ok(agent !== undefined && container !== undefined);
      await podAccess(EXPERIMENT_AGENT);
      const script = `
      import { ClientNodeCluster } from '${APP}/collector-agent/src/experiment/kubernetes/cluster/client-node-cluster.ts';
      const answer = await ClientNodeCluster.open().telemetries.list('${SHOP}');
      console.log(answer.ok ? 'found' : answer.sentence);`;
      const { stdout, stderr } = runContainer(folder, {
        pod: agent.template.spec,
        container,
        volumes: new Map(),
        command: ['node', '--input-type=module', '-e', script],
        env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(server.url).port },
        binds: { [SERVICE_ACCOUNT_DIR]: path.join(folder, EXPERIMENT_AGENT.name) },
        network: 'host',
      });
      assert.equal(stdout.trim(), 'found', stderr);
    }
  );

  it('the experiment agent without the right to create: a new object is refused', async () => {
    const role = find(render('experiment-namespace'), 'Role', 'meshprof-experiments');
    const rules = (role['rules'] as { verbs: string[] }[]).map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => verb !== 'create'),
    }));
    await server.ask(`/apis/rbac.authorization.k8s.io/v1/namespaces/${SHOP}/roles/meshprof-experiments`, {
      method: 'PUT',
      body: { ...role, metadata: { ...role.metadata, namespace: SHOP }, rules },
    });
    const token = await tokenOf(server, EXPERIMENT_AGENT);
    const cluster = ClientNodeCluster.open(server.kubeconfigOf({ name: 'without-create', token }));
    const refusal = await waitFor(
      async () => {
        const answer = await cluster.telemetries.apply(INTENT, { dryRun: true });
        return answer.ok ? undefined : answer;
      },
      { what: 'the change of the role to be in force' }
    );
    assert.equal(refusal.status, 403);
  });
});
