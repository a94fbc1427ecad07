import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { percentiles } from './percentiles.ts';
import { RequestRows } from './request-rows.ts';

describe('requests of a run', () => {
  it('are found by when they ended', () => {
    const rows = new RequestRows();
    for (let at = 0; at < 200_000; at += 1) rows.add({ startUs: at * 10, tookUs: 5, failed: at % 2 === 1 });
    const found: [number, boolean][] = [];
    rows.endedIn(1_000_005, 1_000_035, (startUs, _tookUs, failed) => found.push([startUs, failed]));
    assert.deepEqual(found, [
      [1_000_000, false],
      [1_000_010, true],
      [1_000_020, false],
    ]);
  });

  it('are bounded: the oldest go, the count stays', () => {
    const rows = new RequestRows();
    const count = 130 * 65_536;
    for (let at = 0; at < count; at += 1) rows.add({ startUs: at, tookUs: 0, failed: false });
    let kept = 0;
    let oldest = Infinity;
    rows.endedIn(0, Infinity, (startUs) => {
      kept += 1;
      oldest = Math.min(oldest, startUs);
    });
    assert.deepEqual([rows.count, kept, oldest], [count, 128 * 65_536, 2 * 65_536]);
  });

  it('have percentiles by nearest rank', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, at) => count - at);
    assert.deepEqual(percentiles(upTo(1_000)), { p50: 500, p99: 990, p999: 999 });
    assert.deepEqual(percentiles([7]), { p50: 7, p99: 7, p999: 7 });
  });
});
