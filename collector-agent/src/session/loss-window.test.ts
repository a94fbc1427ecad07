import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLossWindow } from './loss-window.ts';

test('each window has its own losses, and they add up to the session’s', () => {
  const window = createLossWindow();
  assert.deepEqual(window.next({ onCpuLost: { 'ring-full': 5n }, offCpuLost: {} }), {
    onCpu: { 'ring-full': 5n },
    offCpu: {},
  });
  assert.deepEqual(window.next({ onCpuLost: { 'ring-full': 5n, 'map-full': 2n }, offCpuLost: { 'ring-full': 1n } }), {
    onCpu: { 'map-full': 2n },
    offCpu: { 'ring-full': 1n },
  });
  assert.deepEqual(window.next({ onCpuLost: { 'ring-full': 6n, 'map-full': 2n }, offCpuLost: { 'ring-full': 1n } }), {
    onCpu: { 'ring-full': 1n },
    offCpu: {},
  });
});
