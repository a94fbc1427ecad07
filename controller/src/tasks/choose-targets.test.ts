import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { AgentPresence } from '../agents/agent-presence.ts';
import { openStorage } from '../storage/open-storage.ts';
import { InventoryStore } from '../targets/inventory-store.ts';
import { openController, targetOf } from '../testing/controller-under-test.ts';
import { chooseTargets } from './choose-targets.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-choose-'));
after(() => rmSync(folder, { recursive: true }));

describe('a search through more processes than a page has', () => {
  it('ends when nobody wants it any more, and lets the next one have its turn', async () => {
    const database = path.join(folder, 'controller.db');
    await using under = await openController({ database });
    const agent = await under.joinAgent();
    await agent.report(Array.from({ length: 5_000 }, (_, index) => targetOf({ pid: index + 1 })));
    const storage = await openStorage(database);
    try {
      const inventory = new InventoryStore(storage, new AgentPresence(storage, () => under.clock.nowMs));
      const wanted = { selector: { process: 'envoy' }, maxTargets: 1 };
      let pages = 0;
      await chooseTargets(inventory, { ...wanted, isWanted: () => ++pages < 2 });
      assert.equal(pages, 2);
      const all = await Promise.all([chooseTargets(inventory, wanted), chooseTargets(inventory, wanted)]);
      for (const matched of all) {
        assert.ok(matched.ok);
        assert.equal(matched.choice.chosen.length, 1);
        assert.equal(matched.choice.leftOut.count('max-targets'), 4_999);
      }
    } finally {
      await storage.destroy();
    }
  });
});
