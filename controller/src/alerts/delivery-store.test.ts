import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openStorage } from '../storage/open-storage.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import { claimCooldown, findCooling } from './delivery-store.ts';

describe('the cool-down of processes', () => {
  forEachDatabase((databases) => {
    it('is claimed once for each, until its time has passed, whoever looked before', async () => {
      const storage = await openStorage(await databases.create());
      const claim = (ids: string[], nowMs: number) =>
        storage.transaction().execute((trx) => claimCooldown(trx, ids, { nowMs, untilMs: nowMs + 100 }));
      assert.equal(await claim(['a', 'b'], 1_000), true);
      assert.equal(await claim(['a'], 1_050), false);
      assert.deepEqual(await findCooling(storage, ['a', 'b', 'c'], 1_050), new Set(['a', 'b']));
      assert.equal(await claim(['b', 'c'], 1_060), true, 'one of them is free');
      assert.equal(await claim(['a'], 1_099), false, 'a refused claim prolongs nothing');
      assert.equal(await claim(['a'], 1_100), true);
      assert.deepEqual(await findCooling(storage, ['a', 'b', 'c'], 1_160), new Set(['a']));
      await storage.destroy();
    });
  });
});
