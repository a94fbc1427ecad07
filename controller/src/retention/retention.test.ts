import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry, Page, Task } from '@meshprof/contracts';
import { AuditLog } from '../audit/audit-log.ts';
import { ALWAYS_LEADER } from '../storage/leadership.ts';
import { openStorage } from '../storage/open-storage.ts';
import { createTask, openController, targetOf } from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import { applyRetention } from './retention.ts';

const DAY_MS = 24 * 3_600_000;

describe('retention', () => {
  forEachDatabase((databases) => {
    it('deletes tasks that ended long ago, their targets with them, and no others', async () => {
      await using under = await openController({
        database: await databases.create(),
        retention: { taskDays: 2, auditDays: 9 },
      });
      const agent = await under.joinAgent();
      await agent.report([targetOf()]);
      const ended = [];
      // More than a batch.
      for (let n = 0; n < 23; n += 1) {
        const task = await createTask(under);
        await agent.status(task, 'completed');
        ended.push(task.id);
      }
      under.clock.nowMs += 2 * DAY_MS;
      await agent.report([targetOf()]);
      const running = await createTask(under);
      await agent.status(running, 'running');
      await under.controller.applyRetention();
      assert.equal((await listTasks(under)).length, 24);

      under.clock.nowMs += 1;
      await under.controller.applyRetention();
      assert.deepEqual(
        (await listTasks(under)).map(({ id }) => id),
        [running.id]
      );
      const { items } = (await under.asAdmin({ url: '/v1/audit?action=task.retention' })).json<Page<AuditEntry>>();
      const gone = items.flatMap(({ before }) => (before as { ids: string[] }).ids);
      assert.deepEqual(gone.sort(), ended.sort());
    });

    it('deletes old audit entries, and says so in the log', async () => {
      const storage = await openStorage(await databases.create());
      const clock = { nowMs: Date.parse('2026-01-01T00:00:00Z') };
      const now = () => clock.nowMs;
      const audit = new AuditLog(now);
      const record = (objectId: string) =>
        storage.transaction().execute(async (trx) => {
          await audit.record(trx, { actor: 'a', action: 'task.create', objectKind: 'task', objectId });
        });
      await record('old');
      await record('old too');
      clock.nowMs += 10 * DAY_MS;
      await record('new');
      const settings = { taskDays: 1, experimentDays: 1, auditDays: 5 };
      for (let round = 0; round < 2; round += 1) {
        await applyRetention({ storage, audit, leadership: ALWAYS_LEADER, now }, settings);
      }
      const left = await storage.selectFrom('audit_entries').selectAll().orderBy('id').execute();
      assert.deepEqual(
        left.map(({ action, object_id, before_json }) => [action, object_id, before_json]),
        [
          ['task.create', 'new', null],
          ['audit.retention', '*', '{"keptFrom":"2026-01-06T00:00:00.000Z","entries":2}'],
        ]
      );
      // What is kept, the database still keeps.
      await assert.rejects(storage.deleteFrom('audit_entries').execute(), /append-only/);
      await storage.destroy();
    });
  });
});

async function listTasks(under: Awaited<ReturnType<typeof openController>>): Promise<Task[]> {
  return (await under.asAdmin({ url: '/v1/tasks?limit=100' })).json<Page<Task>>().items;
}
