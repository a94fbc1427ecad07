import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProcReading } from './proc-readings.ts';
import { valuesBetween } from './process-values.ts';

const MS = 1e6;

function reading(more: Partial<ProcReading> = {}): ProcReading {
  return { startTimeTicks: '1', cpuMs: 3_600_000, threads: 3, memoryMiB: 100, ...more };
}

function schedule(...threads: [tid: number, runMs: number, waitMs: number][]) {
  return new Map(threads.map(([tid, runMs, waitMs]) => [tid, { runNs: runMs * MS, waitNs: waitMs * MS }]));
}

describe('what a process did between two readings', () => {
  it('is its CPU in between, however long it has lived', () => {
    const values = valuesBetween(reading(), reading({ cpuMs: 3_600_000 + 7_500 }), 5_000);
    assert.equal(values['process-cpu'], 150);
  });

  it('is waiting of all threads, and of the busiest what it did not run', () => {
    const before = reading({ schedule: schedule([1, 100, 10], [2, 50, 0]) });
    const now = reading({ schedule: schedule([1, 1_100, 260], [2, 4_050, 250], [3, 10, 500]) });
    const values = valuesBetween(before, now, 5_000);
    assert.equal(values['run-queue-wait'], (250 + 250 + 500) / 5);
    assert.equal(values['off-cpu-share']?.toFixed(1), '20.0');
  });

  it('does not become negative where a thread has ended', () => {
    const before = reading({ schedule: schedule([1, 100, 100], [2, 9_000, 9_000]) });
    const values = valuesBetween(before, reading({ schedule: schedule([1, 100, 100]) }), 5_000);
    assert.deepEqual([values['run-queue-wait'], values['off-cpu-share']], [0, 100]);
  });

  it('is only what one reading tells where the process is new, or another with its pid', () => {
    const levels = { threads: 3, memory: 100 };
    assert.deepEqual(valuesBetween(undefined, reading(), 5_000), levels);
    assert.deepEqual(valuesBetween(reading({ startTimeTicks: '0', cpuMs: 0 }), reading(), 5_000), levels);
  });
});
