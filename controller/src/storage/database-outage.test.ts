import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import type { Problem } from '@meshprof/contracts';
import { createTask, openController, showTask, targetOf } from '../testing/controller-under-test.ts';
import { forPostgres } from '../testing/each-database.ts';

describe('a database that is gone for a while', { timeout: 120_000 }, () => {
  forPostgres((cluster) => {
    it('costs the requests of that time and nothing else', async () => {
      const database = await cluster().createDatabase('outage');
      await using under = await openController({ database, databaseLimits: { statementTimeoutMs: 2_000 } });
      const agent = await under.joinAgent();
      await agent.report([targetOf()]);
      const task = await createTask(under);
      await agent.status(task, 'running');
      const { version } = await agent.poll(0);
      // An agent that waits while the database goes has nothing to fear either.
      const waiting = agent.call({ url: `/agent/v1/assignments?version=${version}&waitMs=3000` });

      await cluster().stop();
      const key = { 'idempotency-key': 'in-the-outage' };
      const create = {
        method: 'POST',
        url: '/v1/tasks',
        payload: { selector: { process: 'envoy' } },
        headers: key,
      } as const;
      const refused = [
        await under.asAdmin({ url: '/v1/tasks' }),
        await under.asAdmin(create),
        await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` }),
        await agent.call({ method: 'POST', url: '/agent/v1/inventory', payload: { targets: [targetOf()] } }),
        await under.call({ url: '/readyz' }),
        await waiting,
      ];
      for (const answer of refused) {
        assert.equal(answer.statusCode, 503, answer.body);
        const { code, detail = '' } = answer.json<Problem>();
        assert.equal(code, 'unavailable');
        assert.doesNotMatch(detail, /password|ECONN|127\.0\.0\.1/);
        assert.ok(Number(answer.headers['retry-after']) > 0);
      }
      assert.equal((await under.call({ url: '/healthz' })).statusCode, 200);
      await assert.rejects(under.controller.applyDeadlines());

      await cluster().start();
      await until(async () => (await under.call({ url: '/readyz' })).statusCode === 200);
      assert.equal((await showTask(under, task.id)).state, 'running');
      await agent.status(task, 'completed');
      assert.equal((await showTask(under, task.id)).state, 'completed');
      assert.equal((await under.asAdmin(create)).statusCode, 201);
      const metric = async () => (await under.call({ url: '/metrics' })).body;
      await until(async () => /^meshprof_controller_leader 1$/m.test(await metric()));
    });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(100);
}
