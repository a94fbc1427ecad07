import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyCounters } from '../measure/proxy-counters-test-support.ts';
import { ErrorsGuard } from './errors-guard.ts';
import { LIMITS } from './guards-test-support.ts';
import type { Look } from './guarded-facts.ts';

const look = (atMs: number, completed: number, failed: number): Look => ({
  atMs,
  counters: proxyCounters({ http: { completed, failed } }),
});
const judged = { limits: LIMITS, baseline: { failedShare: 0.01 } };

describe('failed requests', () => {
  it('may be as many as the baseline has and half a point more', () => {
    const guard = new ErrorsGuard();
    assert.equal(guard.judge(look(0, 50_000, 700), judged), undefined);
    // 1.5 % of what came since.
    assert.equal(guard.judge(look(3_000, 51_000, 715), judged), undefined);
    const breach = guard.judge(look(6_000, 52_000, 731), judged);
    assert.equal(breach?.reason, 'errors-risen');
    assert.match(
      breach.detail,
      /^31 of 2000 requests failed \(1\.55 %\); the baseline's share is 1\.00 %, and 0\.5 perc/
    );
  });

  it('before the baseline count against none', () => {
    const guard = new ErrorsGuard();
    guard.judge(look(0, 0, 0), { ...judged, baseline: undefined });
    assert.match(
      guard.judge(look(3_000, 1_000, 6), { ...judged, baseline: undefined })?.detail ?? '',
      /no baseline yet/
    );
  });

  it('of long ago are forgotten, and few are chance', () => {
    const guard = new ErrorsGuard();
    guard.judge(look(0, 0, 0), judged);
    assert.equal(guard.judge(look(3_000, 20, 4), judged), undefined);
    assert.equal(guard.judge(look(20_000, 60, 8), judged), undefined);
  });

  it("are seen in the load's log where the proxy does not count them", () => {
    const guard = new ErrorsGuard();
    const breach = guard.judge({ ...look(0, 1_000, 0), load: { requests: 100, failed: 10 } }, judged);
    assert.match(breach?.detail ?? '', /^10 of 100 requests/);
  });

  it('do not run backwards with a proxy that starts anew', () => {
    const guard = new ErrorsGuard();
    guard.judge(look(0, 10_000, 100), judged);
    assert.equal(guard.judge(look(3_000, 100, 0), judged), undefined);
    assert.equal(guard.judge(look(6_000, 200, 50), judged)?.reason, 'errors-risen');
  });
});
