import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentUsageSchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { DeliveryCounters } from '../spool/delivery-counters.ts';
import type { DeliveryStats } from '../spool/delivery-types.ts';
import { AgentHealth } from './agent-health.ts';

const HOUR_MS = 3_600_000;

const delivery: DeliveryStats = {
  enqueued: 9,
  sent: 3,
  sentBytes: 1_000,
  rejectedProfiles: 0n,
  retries: 2,
  diskErrors: 0,
  dropped: { ...new DeliveryCounters().dropped, expired: 2, rejected: 1 },
  pendingRecords: 1,
  pendingBytes: 4_096,
  oldestPendingAgeMs: 1_500.4,
};

test('tells what the agent takes now and what it lost in the last hour', () => {
  let nowMs = 0;
  const health = new AgentHealth({
    guard: { measured: () => ({ cpuCores: 0.02, rssBytes: 90_000_000 }) },
    activeSessions: () => 2,
    standingSessions: () => 1,
    delivery: () => delivery,
    now: () => nowMs,
  });
  health.countSamples({ onCpuKept: 990, switches: 7, pageFaults: 0, lost: { 'on-cpu.ring-full': 10 } });
  const usage = health.usage();
  assert.ok(Value.Check(AgentUsageSchema, usage), JSON.stringify([...Value.Errors(AgentUsageSchema, usage)]));
  assert.deepEqual(usage, {
    cpuCores: 0.02,
    rssBytes: 90_000_000,
    sessions: 2,
    standingSessions: 1,
    spoolBytes: 4_096,
    spoolAgeMs: 1_500,
    lastHour: { samplesKept: 990, switches: 7, exportsGivenUp: 3, lostByCause: { 'on-cpu.ring-full': 10 } },
  });
  nowMs = HOUR_MS;
  const later = health.usage().lastHour;
  assert.deepEqual(later, { samplesKept: 0, switches: 0, exportsGivenUp: 0, lostByCause: {} });
});
