import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from './guards-test-support.ts';
import { LatencyGuard } from './latency-guard.ts';

const judged = { limits: LIMITS, baseline: { failedShare: 0, p99Us: 10_000 } };
const look = (atMs: number, p99Us: number, requests = 1_000) => ({ atMs, latency: { requests, p99Us } });

describe('the 99th percentile', () => {
  it("may be above twice the baseline's for less than ten seconds", () => {
    const guard = new LatencyGuard();
    for (const atMs of [0, 3_000, 6_000, 9_000]) assert.equal(guard.judge(look(atMs, 20_001), judged), undefined);
    const breach = guard.judge(look(10_000, 25_000), judged);
    assert.equal(breach?.reason, 'latency-risen');
    assert.match(breach.detail, /above 2 times the baseline's 10\.00 ms for 10 s; it is 25\.00 ms\.$/);
  });

  it('tells what it sees, what it allows, and for how long it has been above', () => {
    const guard = new LatencyGuard();
    const none = { limits: LIMITS, baseline: undefined };
    assert.deepEqual(guard.reading(0, none), { guard: 'latency' });
    guard.judge(look(0, 9_000), judged);
    assert.deepEqual(guard.reading(0, judged), { guard: 'latency', value: 9_000, limit: 20_000 });
    guard.judge(look(3_000, 25_000), judged);
    guard.judge(look(6_000, 26_000), judged);
    assert.deepEqual(guard.reading(6_000, judged), { guard: 'latency', value: 26_000, limit: 20_000, beyondMs: 3_000 });
  });

  it('begins anew once it was below, or the load was held', () => {
    const guard = new LatencyGuard();
    guard.judge(look(0, 90_000), judged);
    guard.judge(look(6_000, 20_000), judged);
    assert.equal(guard.judge(look(12_000, 90_000), judged), undefined);
    guard.judge({ atMs: 15_000 }, judged);
    assert.equal(guard.judge(look(22_001, 90_000), judged), undefined);
  });

  it('of a fraction of a millisecond may double, since nobody feels it', () => {
    const guard = new LatencyGuard();
    const fast = { ...judged, baseline: { failedShare: 0, p99Us: 400 } };
    for (const atMs of [0, 10_000, 20_000]) assert.equal(guard.judge(look(atMs, 5_400), fast), undefined);
    guard.judge(look(30_000, 5_401), fast);
    assert.equal(guard.judge(look(40_000, 5_401), fast)?.reason, 'latency-risen');
  });

  it('is not judged before there is a baseline, nor by a few requests', () => {
    const guard = new LatencyGuard();
    for (const atMs of [0, 60_000]) {
      assert.equal(guard.judge(look(atMs, 9e9), { ...judged, baseline: undefined }), undefined);
      assert.equal(guard.judge(look(atMs, 9e9, 99), judged), undefined);
    }
  });

  it('is endless where nothing is answered, with or without a baseline', () => {
    const guard = new LatencyGuard();
    const nothing = (atMs: number) => ({ atMs, latency: { requests: 0 } });
    const withoutBaseline = { ...judged, baseline: undefined };
    assert.equal(guard.judge(nothing(0), withoutBaseline), undefined);
    assert.equal(guard.judge(nothing(10_000), withoutBaseline)?.detail, 'No request was answered for 10 s.');
    const loadProblem = 'Nothing at http://x has answered for 5 s.';
    assert.equal(guard.judge({ ...nothing(13_000), loadProblem }, withoutBaseline)?.detail, loadProblem);
  });
});
