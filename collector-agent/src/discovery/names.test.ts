import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayName, executableBaseName } from './display-name.ts';
import { roleOf } from './role.ts';
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

test('an Envoy is named by its service cluster, anything else by its executable', () => {
  const args = ['envoy', '-c', 'x.yaml', '--service-cluster', 'front-proxy'];
  assert.equal(serviceName('envoy', args), 'front-proxy');
  assert.equal(serviceName('envoy', ['envoy', '--service-cluster=edge']), 'edge');
  assert.equal(serviceName('envoy', ['envoy', '--service-cluster', '']), 'envoy');
  assert.equal(serviceName('envoy', ['envoy', '--service-cluster']), 'envoy');
  assert.equal(serviceName('nginx', args), 'nginx');
});

test('roles', () => {
  const facts = { executable: 'envoy', args: [], inContainer: false, inPod: false };
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
});
