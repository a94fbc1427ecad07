import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectorsOf } from './alert-mapping.ts';
import { DEFAULT_ALERT_SETTINGS } from './alert-settings.ts';

const selectors = (labels: Record<string, string>) =>
  selectorsOf(labels, DEFAULT_ALERT_SETTINGS).map(({ selector }) => selector);

test('the pod of an alert is the whole answer, with its container as long as that leaves a process', () => {
  const labels = { pod: 'p', namespace: 'n', container: 'c', service: 's', job: 'j', instance: '10.0.0.1:80' };
  assert.deepEqual(selectors(labels), [
    { pod: 'p', namespace: 'n', container: 'c' },
    { pod: 'p', namespace: 'n' },
  ]);
});

test('exported_ names stand for what an exporter tells of, plain ones for the exporter', () => {
  assert.deepEqual(selectors({ exported_pod: 'checkout', pod: 'kube-state-metrics', job: 'kube-state-metrics' }), [
    { pod: 'checkout' },
  ]);
});

test('a service is looked for on its instance, then everywhere, then everything on the node', () => {
  assert.deepEqual(selectors({ job: 'checkout', instance: 'worker-1:9100' }), [
    { 'service.name': 'checkout', node: 'worker-1' },
    { 'service.name': 'checkout' },
    { node: 'worker-1' },
  ]);
});

test('an instance loses its port and its brackets', () => {
  for (const [instance, node] of [
    ['worker-1', 'worker-1'],
    ['10.1.2.3:9100', '10.1.2.3'],
    ['[2001:db8::1]:9100', '2001:db8::1'],
  ] as const) {
    assert.deepEqual(selectors({ instance }), [{ node }]);
  }
});

test('labels say which of them were used', () => {
  assert.deepEqual(selectorsOf({ deployment: 'cart', kubernetes_namespace: 'shop' }, DEFAULT_ALERT_SETTINGS), [
    {
      selector: { workload: 'cart', namespace: 'shop' },
      used: { workload: 'deployment', namespace: 'kubernetes_namespace' },
    },
  ]);
});

test('a pid alone names nothing: pids are of a node', () => {
  assert.deepEqual(selectors({ pid: '4711' }), []);
  assert.deepEqual(selectors({ pid: '4711', node: 'n' }), [{ process_pid: '4711', node: 'n' }]);
});

test('empty values and names of the language itself are no labels', () => {
  assert.deepEqual(selectors({ pod: '', service: '' }), []);
  const settings = { ...DEFAULT_ALERT_SETTINGS, labels: { pod: ['constructor', 'toString'] } };
  assert.deepEqual(selectorsOf({}, settings), []);
});
