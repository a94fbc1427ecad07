import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fewAtOnce } from './few-at-once.ts';

describe('work on a few items at once', () => {
  it('is done once for each, and never for more at a time', async () => {
    const done: number[] = [];
    let [now, most] = [0, 0];
    await fewAtOnce([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      now += 1;
      most = Math.max(most, now);
      for (let turns = 0; turns < item; turns += 1) await turn();
      now -= 1;
      done.push(item);
    });
    assert.deepEqual(done.toSorted(), [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(most, 3);
  });

  it('fails as the first that fails', async () => {
    const failing = fewAtOnce([1, 2, 3], 2, (item) => (item === 2 ? Promise.reject(new Error('gone')) : turn()));
    await assert.rejects(failing, /gone/);
  });
});
