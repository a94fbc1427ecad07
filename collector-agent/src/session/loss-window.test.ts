import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLossWindow } from './loss-window.ts';

test('each window has its own losses, and they add up to the session’s', () => {
  const window = createLossWindow();
  const first = { onCpuLost: { 'ring-full': 5n }, offCpuLost: {}, pageFaultsLost: {} };
  const second = { ...first, onCpuLost: { 'ring-full': 5n, 'map-full': 2n }, offCpuLost: { 'ring-full': 1n } };
  const third = { ...second, onCpuLost: { 'ring-full': 6n, 'map-full': 2n }, pageFaultsLost: { 'ring-full': 4n } };
  assert.deepEqual(window.next(first), { onCpu: { 'ring-full': 5n }, offCpu: {}, pageFaults: {} });
  assert.deepEqual(window.next(second), { onCpu: { 'map-full': 2n }, offCpu: { 'ring-full': 1n }, pageFaults: {} });
  assert.deepEqual(window.next(third), { onCpu: { 'ring-full': 1n }, offCpu: {}, pageFaults: { 'ring-full': 4n } });
});
