import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openStorage } from '../storage/open-storage.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import { claimCooldowns, findCooling } from './delivery-store.ts';

describe('the cool-down of processes', () => {
  forEachDatabase((databases) => {
    it('is claimed once for each, until its time has passed, whoever looked before', async () => {
      const storage = await openStorage(await databases.create());
      const claim = (ids: string[], nowMs: number) =>
        storage.transaction().execute((trx) => claimCooldowns(trx, ids, { nowMs, untilMs: nowMs + 100 }));
      assert.deepEqual(await claim(['b', 'a', 'b'], 1_000), new Set(['a', 'b']));
      assert.deepEqual(await claim(['a'], 1_050), new Set());
      assert.deepEqual(await findCooling(storage, ['a', 'b', 'c'], 1_050), new Set(['a', 'b']));
      assert.deepEqual(await claim(['b', 'c'], 1_060), new Set(['c']), 'one of them is free');
      assert.deepEqual(await claim(['a'], 1_099), new Set(), 'a refused claim prolongs nothing');
      assert.deepEqual(await claim(['a'], 1_100), new Set(['a']));
      assert.deepEqual(await findCooling(storage, ['a', 'b', 'c'], 1_160), new Set(['a']));
      await storage.destroy();
    });
  });
});
