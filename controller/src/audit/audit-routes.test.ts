import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry, Page } from '@meshprof/contracts';
import { openStorage } from '../storage/open-storage.ts';
import { openController } from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import { AuditLog } from './audit-log.ts';

const START_MS = Date.parse('2026-11-24T12:00:00Z');

describe('GET /v1/audit', () => {
  forEachDatabase((databases) => {
    /** Five changes, a second apart, of which the last two happen at the same time. */
    async function withEntries(): Promise<string> {
      const database = await databases.create();
      const storage = await openStorage(database);
      const clock = { nowMs: START_MS };
      const log = new AuditLog(() => clock.nowMs);
      for (const [actor, action, objectId, seconds] of [
        ['ann', 'task.create', 'one', 0],
        ['bob', 'task.create', 'two', 1],
        ['ann', 'task.cancel', 'one', 2],
        ['policy:p', 'task.create', 'three', 3],
        ['policy:p', 'task.cancel', 'three', 3],
      ] as const) {
        clock.nowMs = START_MS + seconds * 1_000;
        const entry = { actor, action, objectKind: 'task', objectId, after: { title: objectId } };
        await storage.transaction().execute((trx) => log.record(trx, entry));
      }
      await storage.destroy();
      return database;
    }

    it('answers newest first, page by page', async () => {
      await using under = await openController({ database: await withEntries() });
      const seen: string[] = [];
      let cursor = '';
      do {
        const answer = await under.asAdmin({ url: `/v1/audit?limit=2${cursor}` });
        const { items, nextCursor } = answer.json<Page<AuditEntry>>();
        seen.push(...items.map(({ action, objectId }) => `${action} ${objectId}`));
        cursor = nextCursor === undefined ? '' : `&cursor=${nextCursor}`;
      } while (cursor !== '');
      const newestFirst = [
        'task.cancel three',
        'task.create three',
        'task.cancel one',
        'task.create two',
        'task.create one',
      ];
      assert.deepEqual(seen, newestFirst);
    });

    it('filters by who, what and when', async () => {
      await using under = await openController({ database: await withEntries() });
      const found = async (query: string) => {
        const answer = await under.asAdmin({ url: `/v1/audit?${query}` });
        return answer.json<Page<AuditEntry>>().items.map(({ action, objectId }) => `${action} ${objectId}`);
      };
      assert.deepEqual(await found('actor=ann'), ['task.cancel one', 'task.create one']);
      assert.deepEqual(await found('action=task.cancel&objectId=three'), ['task.cancel three']);
      assert.deepEqual(await found('objectKind=policy'), []);
      assert.deepEqual(await found('from=2026-11-24T12:00:01Z&to=2026-11-24T12:00:03Z'), [
        'task.cancel one',
        'task.create two',
      ]);
    });

    it('shows who, what, and the object before and after', async () => {
      await using under = await openController({ database: await withEntries() });
      const { items } = (await under.asAdmin({ url: '/v1/audit?objectId=two' })).json<Page<AuditEntry>>();
      const [{ id, ...entry } = assert.fail()] = items;
      assert.ok(id.length > 10);
      assert.deepEqual(entry, {
        at: '2026-11-24T12:00:01.000Z',
        actor: 'bob',
        action: 'task.create',
        objectKind: 'task',
        objectId: 'two',
        after: { title: 'two' },
      });
    });
  });

  it('is for administrators', async () => {
    await using under = await openController();
    assert.equal((await under.through('experiment', { url: '/v1/audit' })).statusCode, 403);
    assert.equal((await under.through('admin', { url: '/v1/audit' })).statusCode, 200);
  });

  it('refuses what is no time', async () => {
    await using under = await openController();
    for (const from of ['yesterday', '2026-13-01T00:00Z', '2026-11-24T12:00:00%2B01:00']) {
      assert.equal((await under.asAdmin({ url: `/v1/audit?from=${from}` })).statusCode, 400);
    }
  });
});
