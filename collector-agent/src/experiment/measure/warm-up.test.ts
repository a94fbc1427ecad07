import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { succeed } from '../drivers/outcome.ts';
import { ExternalRun } from '../load/external-run.ts';
import { proxyCounters } from './proxy-counters-test-support.ts';
import { agree, toleranceOf, warmUp } from './warm-up.ts';

/** This process under load: `perMs` requests a millisecond, told by counters. */
const target = (perMs: number) => ({
  pid: process.pid,
  readCounters: () =>
    Promise.resolve(succeed(proxyCounters({ http: { completed: Math.round(performance.now() * perMs) } }))),
});
const signal = AbortSignal.timeout(60_000);

describe('warming up', () => {
  it('two windows agree within 3 %, either way round; shorter ones within more', () => {
    assert.ok(agree(100, 103, 0.03) && agree(103, 100, 0.03));
    assert.ok(!agree(100, 103.1, 0.03) && !agree(103.1, 100, 0.03));
    assert.deepEqual([toleranceOf(5_000), toleranceOf(30_000), toleranceOf(1_250)], [0.03, 0.03, 0.06]);
    assert.equal(toleranceOf(5_000, 10), 0.1);
  });

  it('nothing agrees with nothing', () => {
    for (const [one, other] of [
      [undefined, 1],
      [1, undefined],
      [0, 0],
      [Number.NaN, 1],
      [Infinity, Number.NaN],
    ] as const) {
      assert.ok(!agree(one, other, 0.03));
    }
  });

  it('is over at once where it was not asked for', async () => {
    const done = await warmUp({ target: target(1), load: new ExternalRun(), warmMs: 0, signal });
    assert.deepEqual(done, succeed({ steady: true, cpuPerRequestUs: [] }));
  });

  it('is not steady without requests, and ends at its limit', async () => {
    const done = await warmUp({ target: target(0), load: new ExternalRun(), warmMs: 60, limitMs: 120, signal });
    assert.ok(done.ok && !done.value.steady);
    assert.ok(done.value.cpuPerRequestUs.length > 0 && done.value.cpuPerRequestUs.every(Number.isNaN));
  });
});
