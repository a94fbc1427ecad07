import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openController, targetOf } from '../testing/controller-under-test.ts';
import { forPostgres } from '../testing/each-database.ts';
import { alertOf, listed, sendAlerts, WEBHOOKS } from '../testing/webhook-senders.ts';

describe('alerts at two controllers of one database', () => {
  forPostgres((cluster) => {
    /** As two replicas of Alertmanager do that do not know of each other. */
    async function send(database: string, alertsOf: (controller: number) => object[]) {
      await using first = await openController({ database, webhooks: WEBHOOKS });
      await using second = await openController({ database, webhooks: WEBHOOKS });
      await (await first.joinAgent()).report([targetOf({ pod: 'checkout-7d9' })]);
      await Promise.all(
        [first, second].flatMap((under, controller) => alertsOf(controller).map((alert) => sendAlerts(under, alert)))
      );
      const tasks = (await first.asAdmin({ url: '/v1/tasks' })).json<{ items: object[] }>().items;
      return { deliveries: await listed(second), tasks };
    }

    it('are one delivery and one task if both get the same', async () => {
      const { deliveries, tasks } = await send(await cluster().createDatabase('same'), () =>
        Array.from({ length: 5 }, () => alertOf({ labels: { pod: 'checkout-7d9' } }))
      );
      assert.equal(deliveries.length, 1);
      assert.equal(deliveries[0]?.outcome, 'accepted');
      assert.equal(tasks.length, 1);
    });

    it('are one task for one pod if each gets others', async () => {
      const { deliveries, tasks } = await send(await cluster().createDatabase('others'), (controller) =>
        Array.from({ length: 5 }, (_, n) =>
          alertOf({ fingerprint: `f${controller}-${n}`, labels: { pod: 'checkout-7d9' } })
        )
      );
      const outcomes = deliveries.map(({ outcome, reasonCode }) => reasonCode ?? outcome).sort();
      assert.deepEqual(outcomes, ['accepted', ...Array.from({ length: 9 }, () => 'alert-cooling-down')]);
      assert.equal(tasks.length, 1);
    });
  });
});
