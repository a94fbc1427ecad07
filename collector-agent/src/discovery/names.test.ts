import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayName, executableBaseName } from './display-name.ts';
import { roleOf } from './role.ts';
import type { PodFacts } from '../kubernetes/pod-facts.ts';
import { serviceName } from './service-name.ts';

test('a name is printable, however the process chose it', () => {
  assert.equal(displayName('envoy'), 'envoy');
  assert.equal(displayName('a\u001b[31mred\n'), 'a�[31mred�');
  assert.equal(displayName('\u202egpj.exe'), '�gpj.exe');
  assert.equal(displayName('  '), 'unknown');
  assert.equal([...displayName('é'.repeat(1_000))].length, 128);
});

test('a replaced executable keeps its name', () => {
  assert.equal(executableBaseName('/usr/local/bin/envoy (deleted)'), 'envoy');
  assert.equal(executableBaseName('/usr/sbin/nginx'), 'nginx');
});

const POD: PodFacts = {
  uid: 'u',
  namespace: 'shop',
  name: 'cart-5b7d8f9c4-x2x1z',
  workload: 'cart',
  labels: { app: 'cart-app', 'app.kubernetes.io/name': 'cart-name', 'service.istio.io/canonical-name': 'cart-mesh' },
  annotations: { 'example.com/service': 'cart-annotated' },
  containerNames: new Map(),
};

test('an Envoy is named by its service cluster, anything else by its executable', () => {
  const args = ['envoy', '-c', 'x.yaml', '--service-cluster', 'front-proxy'];
  const envoy = (more: string[]) => serviceName({ executable: 'envoy', args: ['envoy', ...more] });
  assert.equal(serviceName({ executable: 'envoy', args }), 'front-proxy');
  assert.equal(envoy(['--service-cluster=edge']), 'edge');
  assert.equal(envoy(['--service-cluster', '']), 'envoy');
  assert.equal(envoy(['--service-cluster']), 'envoy');
  assert.equal(serviceName({ executable: 'nginx', args }), 'nginx');
});

test('in a pod the order is that of Istio: canonical name, recommended label, app, owner', () => {
  const named = (labels: Record<string, string>, workload?: string) =>
    serviceName({
      executable: 'envoy',
      args: ['envoy', '--service-cluster', 'istio-proxy'],
      pod: { ...POD, labels, ...(workload === undefined ? { workload: undefined as never } : { workload }) },
    });
  const { labels } = POD;
  assert.equal(named(labels, 'cart'), 'cart-mesh');
  assert.equal(named({ app: 'a', 'app.kubernetes.io/name': 'n' }, 'cart'), 'n');
  assert.equal(named({ app: 'a' }, 'cart'), 'a');
  assert.equal(named({}, 'cart'), 'cart');
  assert.equal(named({ app: '  ' }), 'istio-proxy');
});

test('the rules can be others, and what they find is made safe to show', () => {
  const facts = { executable: 'server', args: [], pod: POD, containerName: 'main' };
  assert.equal(serviceName(facts, [{ from: 'pod-annotation', key: 'example.com/service' }]), 'cart-annotated');
  assert.equal(serviceName(facts, [{ from: 'container-name' }]), 'main');
  assert.equal(serviceName(facts, [{ from: 'pod-label', key: 'none' }]), 'server');
  assert.equal(serviceName(facts, [{ from: 'pod-label', key: '__proto__' }]), 'server');
  const hostile = { ...POD, labels: { app: `\u001b[31m${'x'.repeat(500)}` } };
  const shown = serviceName({ ...facts, pod: hostile }, [{ from: 'pod-label', key: 'app' }]);
  assert.equal(shown.length, 128);
  assert.ok(!shown.includes('\u001b'));
});

test('roles', () => {
  const facts = { executable: 'envoy', args: [], inContainer: false, inPod: false, podLabels: {} };
  assert.equal(roleOf(facts), 'envoy');
  assert.equal(roleOf({ ...facts, inContainer: true }), 'envoy');
  assert.equal(roleOf({ ...facts, inContainer: true, inPod: true }), 'envoy-sidecar');
  const istio = (type: string) => ['envoy', '--service-node', `${type}~10.0.0.1~pod.ns~ns.svc.cluster.local`];
  assert.equal(roleOf({ ...facts, inPod: true, args: istio('router') }), 'gateway');
  assert.equal(roleOf({ ...facts, inPod: true, args: istio('waypoint') }), 'waypoint');
  assert.equal(roleOf({ ...facts, inPod: true, args: istio('sidecar') }), 'envoy-sidecar');
  assert.equal(roleOf({ ...facts, executable: 'ztunnel' }), 'ztunnel');
  assert.equal(roleOf({ ...facts, executable: 'nginx' }), 'host-process');
  assert.equal(roleOf({ ...facts, executable: 'nginx', inContainer: true }), 'service');
  assert.equal(roleOf({ ...facts, executable: 'envoyage' }), 'host-process');
  assert.equal(roleOf({ ...facts, executable: 'envoy-1.40.0-contrib' }), 'envoy');
  const labelled = (podLabels: Record<string, string>) => roleOf({ ...facts, inPod: true, podLabels });
  assert.equal(labelled({ 'gateway.networking.k8s.io/gateway-name': 'edge' }), 'gateway');
  assert.equal(
    labelled({
      'gateway.networking.k8s.io/gateway-name': 'waypoint',
      'gateway.istio.io/managed': 'istio.io-mesh-controller',
    }),
    'waypoint'
  );
});
