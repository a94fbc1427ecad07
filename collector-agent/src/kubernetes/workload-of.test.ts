import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workloadOf } from './workload-of.ts';

const owned = (kind: string, name: string, labels: Record<string, string> = {}) =>
  workloadOf({ name: 'pod', labels, ownerReferences: [{ kind, name, controller: true }] });

test('a Deployment is found behind its ReplicaSet by the hash that both carry', () => {
  assert.equal(owned('ReplicaSet', 'reviews-v1-5b7d8f9c4', { 'pod-template-hash': '5b7d8f9c4' }), 'reviews-v1');
});

test('a ReplicaSet of its own, or one whose name has another end, keeps its name', () => {
  assert.equal(owned('ReplicaSet', 'plain'), 'plain');
  assert.equal(owned('ReplicaSet', 'plain-abc', { 'pod-template-hash': 'xyz' }), 'plain-abc');
});

test('a CronJob is found behind a job named after a minute, and no other', () => {
  assert.equal(owned('Job', 'backup-29412345'), 'backup');
  assert.equal(owned('Job', 'migrate-2'), 'migrate-2');
});

test('others own their pods directly', () => {
  assert.equal(owned('StatefulSet', 'db'), 'db');
  assert.equal(owned('DaemonSet', 'ztunnel'), 'ztunnel');
  assert.equal(owned('Rollout', 'canary'), 'canary');
});

test('a pod without an owner, or with its node as owner, belongs to no workload', () => {
  assert.equal(workloadOf({ name: 'alone' }), undefined);
  assert.equal(owned('Node', 'worker-1'), undefined);
});

test('the controlling owner wins over one that is listed first', () => {
  const ownerReferences = [
    { kind: 'Custom', name: 'first' },
    { kind: 'StatefulSet', name: 'second', controller: true },
  ];
  assert.equal(workloadOf({ name: 'pod', ownerReferences }), 'second');
});
