import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLosses, lossesByCause, lossGrowth, type LossTotals } from './losses-by-cause.ts';

const NONE: LossTotals = {
  onCpuLost: {},
  offCpuLost: {},
  pageFaultsLost: {},
  wakersLost: {},
  stallsLost: {},
  namesLost: {},
};

test('every counter of a session has its id', () => {
  const totals = {
    onCpuLost: { 'ring-full': 1n },
    offCpuLost: { 'ring-full': 2n, 'event-missed': 3n },
    pageFaultsLost: { 'ring-full': 4n },
    wakersLost: { 'map-full': 5n },
    stallsLost: { 'ring-full': 6n },
    namesLost: { 'names-timed-out': 7n },
  };
  assert.deepEqual(lossesByCause(totals), {
    'on-cpu.ring-full': 1n,
    'off-cpu.ring-full': 2n,
    'off-cpu.event-missed': 3n,
    'page-fault.ring-full': 4n,
    'wakers.map-full': 5n,
    'stalls.ring-full': 6n,
    'names.names-timed-out': 7n,
  });
});

test('the growth of each window adds up to the session’s losses', () => {
  const first = lossesByCause({ ...NONE, onCpuLost: { 'ring-full': 5n } });
  const second = lossesByCause({ ...NONE, onCpuLost: { 'ring-full': 5n }, stallsLost: { 'ring-full': 1n } });
  const third = lossesByCause({ ...NONE, onCpuLost: { 'ring-full': 6n }, stallsLost: { 'ring-full': 1n } });
  const windows = [lossGrowth({}, first), lossGrowth(first, second), lossGrowth(second, third)];
  assert.deepEqual(windows, [{ 'on-cpu.ring-full': 5n }, { 'stalls.ring-full': 1n }, { 'on-cpu.ring-full': 1n }]);
  assert.deepEqual(windows.reduce(addLosses), third);
});
