import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Groups } from './groups.ts';

describe('groups of what comes at once', () => {
  it('hold what came while the one before was under way, in order', async () => {
    const commits: string[] = [];
    let release: () => void = () => undefined;
    const groups = new Groups<string, string>(async (key, edits) => {
      commits.push(`${key}: ${edits.join()}`);
      if (commits.length === 1) await new Promise<void>((resolve) => (release = resolve));
      return edits.join();
    });
    const first = groups.add('a', '1');
    await Promise.resolve();
    await Promise.resolve();
    const later = [groups.add('a', '2'), groups.add('a', '3')];
    assert.equal(await groups.add('b', '4'), '4');
    release();
    assert.deepEqual(await Promise.all([first, ...later]), ['1', '2,3', '2,3']);
    assert.deepEqual(commits, ['a: 1', 'b: 4', 'a: 2,3']);
  });

  it('go on after one that failed', async () => {
    const groups = new Groups<number, number>((_key, edits) =>
      edits.includes(1) ? Promise.reject(new Error('the database is gone')) : Promise.resolve(edits.length)
    );
    const failing = groups.add('a', 1);
    const joined = groups.add('a', 2);
    await assert.rejects(failing, /is gone/);
    await assert.rejects(joined, /is gone/);
    assert.equal(await groups.add('a', 3), 1);
  });
});

describe('groups that rest', () => {
  it('let more gather after work that took long, and none after short work', async () => {
    const sizes: number[] = [];
    const groups = new Groups<number, void>(
      async (_key, items) => {
        sizes.push(items.length);
        if (items[0] === 0) await sleep(50);
      },
      { rests: true }
    );
    await groups.add('a', 0);
    // Both come after the first has ended, and one after the other: without a rest each would be alone.
    const second = groups.add('a', 1);
    await sleep(10);
    await Promise.all([second, groups.add('a', 2)]);
    assert.deepEqual(sizes, [1, 2]);
    const third = groups.add('a', 3);
    await third;
    await groups.add('a', 4);
    assert.deepEqual(sizes, [1, 2, 1, 1]);
  });
});

describe('groups that begin apart', () => {
  it('keep who comes soon after another, and nobody who comes later', async () => {
    const sizes: number[] = [];
    const groups = new Groups<number, void>(
      (_key, items) => {
        sizes.push(items.length);
        return Promise.resolve();
      },
      { apartMs: 500 }
    );
    await groups.add('a', 1);
    const second = groups.add('a', 2);
    await sleep(10);
    await Promise.all([second, groups.add('a', 3), groups.add('b', 4)]);
    assert.deepEqual(sizes, [1, 1, 2]);
    await sleep(600);
    const later = groups.add('a', 5);
    await Promise.resolve();
    assert.deepEqual(sizes, [1, 1, 2, 1]);
    await later;
  });
});
