import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PodDirectory } from '../kubernetes/pod-directory.ts';
import { podFactsOf } from '../kubernetes/pod-facts.ts';
import { identityOf } from './identity.ts';
import type { ProcessFacts } from './process-facts.ts';

const CONTAINER = '0f'.repeat(32);
const UID = '2c48913c-b29f-11e7-9350-020968147796';

/** As `kubectl get pod -o json` prints it, shortened. */
const POD_OBJECT = {
  metadata: {
    uid: UID,
    name: 'reviews-v1-5b7d8f9c4-abcde',
    namespace: 'bookinfo',
    labels: { app: 'reviews', 'pod-template-hash': '5b7d8f9c4', 'service.istio.io/canonical-name': 'reviews' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'reviews-v1-5b7d8f9c4', controller: true }],
  },
  spec: { nodeName: 'worker-1' },
  // Istio's native sidecar is an init container that keeps running.
  status: { initContainerStatuses: [{ name: 'istio-proxy', containerID: `containerd://${CONTAINER}` }] },
};

const FACTS: ProcessFacts = {
  stat: {
    pid: 4711,
    comm: 'envoy',
    state: 'S',
    parentPid: 1,
    isKernelThread: false,
    threads: 4,
    startTimeTicks: '100',
  },
  executablePath: '/usr/local/bin/envoy',
  isReadable: true,
  executable: 'envoy',
  args: ['envoy', '--service-node', 'sidecar~10.0.0.1~reviews.bookinfo~bookinfo.svc.cluster.local'],
  cgroup: { container: CONTAINER, podUid: UID },
};

function directoryOf(...objects: unknown[]): PodDirectory {
  const directory = new PodDirectory();
  directory.replaceAll(objects.flatMap((object) => podFactsOf(object) ?? []));
  return directory;
}

test('a sidecar is known by namespace, workload, pod and container name', () => {
  const pods = directoryOf(POD_OBJECT);
  assert.deepEqual(identityOf(FACTS, { nodeIdentity: { node: 'worker-1', cluster: 'c' }, pods }), {
    node: 'worker-1',
    cluster: 'c',
    pid: 4711,
    service: 'reviews',
    role: 'envoy-sidecar',
    process: 'envoy',
    container: 'istio-proxy',
    namespace: 'bookinfo',
    pod: 'reviews-v1-5b7d8f9c4-abcde',
    workload: 'reviews-v1',
    executablePath: '/usr/local/bin/envoy',
  });
});

test('without its pod, the runtime id of the container is what there is', () => {
  const { container, pod, service } = identityOf(FACTS, { nodeIdentity: { node: 'n' }, pods: directoryOf() });
  assert.equal(container, CONTAINER);
  assert.equal(pod, undefined);
  assert.equal(service, 'envoy');
});

test('labels of a megabyte are not kept', () => {
  const { metadata } = POD_OBJECT;
  const labels = { app: 'x'.repeat(1_000_000) };
  assert.deepEqual(podFactsOf({ ...POD_OBJECT, metadata: { ...metadata, labels } })?.labels, {});
});
