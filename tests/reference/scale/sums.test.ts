import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sumsOf } from './sums.ts';

test('sums of a fleet that can be done in one’s head', () => {
  const size = { sentBytes: 1_000, rawBytes: 6_000, profiles: 3, series: 40 };
  const sums = sumsOf(
    { nodes: 100, alwaysOnProcesses: 6, tasksADay: 10, processesATask: 5, retentionDays: 2, inventoriesAMinute: 3 },
    {
      measuredOn: '2026-01-01',
      alwaysOnMinute: size,
      task: { ...size, sentBytes: 2_000 },
      control: { inventoryReportBytes: 100, rawInventoryReportBytes: 1_000, restBytesAMinute: 300 },
      targets: 10,
      agentMetricSeries: 30,
    }
  );
  assert.deepEqual(sums, {
    alwaysOnProcesses: 600,
    // 600 processes × 1,000 bytes a minute.
    alwaysOnBytesASecond: 10_000,
    rawBytesASecond: 60_000,
    // 10 tasks × 5 processes × 2,000 bytes.
    taskBytesADay: 100_000,
    // (600 × 1,000 bytes × 1,440 minutes + 100,000 bytes) × 2 days.
    storedBytes: 1_728_200_000,
    series: 24_000,
    // A heartbeat and a long poll every 20 s and three reports a minute of each of 100 agents.
    controllerCallsASecond: 15,
    controlBytesASecond: 1_000,
    prometheusSeries: 3_000,
  });
});
