import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addProgress, restOf } from './resumed-session.ts';
import { SessionCpuLimit } from './session-cpu-limit.ts';

const ASSIGNMENT = {
  ...{ taskId: 't', targetId: 'a:1:2', pid: 1, startTimeTicks: '2' },
  ...{ events: ['on-cpu' as const], frequencyHz: 99 },
};

test('what is left of a session', () => {
  const rest = (durationMs: number, elapsedMs?: number) =>
    restOf({ ...ASSIGNMENT, durationMs, ...(elapsedMs !== undefined && { elapsedMs }) });
  assert.equal(rest(10_000), 10_000);
  assert.equal(rest(10_000, 4_000), 6_000);
  assert.equal(rest(10_000, 9_500), 'over');
  assert.equal(rest(10_000, 60_000), 'over');
  // Short because it joined late, not because it was interrupted.
  assert.equal(rest(400), 400);
});

test('what was reported before a restart is added to, cause by cause', () => {
  const since = { elapsedMs: 5, samplesKept: 6, samplesLost: 7, switches: 8, lostByCause: { a: 1, b: 2 } };
  assert.deepEqual(addProgress(undefined, since), since);
  const before = { elapsedMs: 10, samplesKept: 20, samplesLost: 30, switches: 40, lostByCause: { b: 3, c: 4 } };
  assert.deepEqual(addProgress(before, since), {
    ...{ elapsedMs: 15, samplesKept: 26, samplesLost: 37, switches: 48 },
    lostByCause: { a: 1, b: 5, c: 4 },
  });
});

test('a session ends for its CPU only if it needs too much twice in a row, not counting its beginning', () => {
  const used = [90, 11, 9, 11, 12];
  const limit = new SessionCpuLimit(10, () => used.shift() ?? 0, 0);
  const looks = [1_000, 2_000, 3_000, 4_000, 6_000, 7_000, 8_000].map((nowMs) => limit.isExceeded(nowMs));
  assert.deepEqual(looks, [false, false, false, false, false, false, true]);
});
