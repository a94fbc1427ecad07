import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openController, targetOf } from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import { alertOf, bearerCall, listed, sendAlerts, taken, WEBHOOKS } from '../testing/webhook-senders.ts';

describe('the list of deliveries', () => {
  forEachDatabase((databases) => {
    it('can be narrowed by sender and by a part of the name', async () => {
      await using under = await openController({ database: await databases.create(), webhooks: WEBHOOKS });
      const agent = await under.joinAgent();
      await agent.report([targetOf({ pod: 'checkout-1' })]);
      const labels = { pod: 'checkout-1' };
      await sendAlerts(under, alertOf({ name: 'High_Latency 100%', labels, fingerprint: 'a' }));
      await sendAlerts(under, alertOf({ name: 'HighXLatency', labels, fingerprint: 'b' }));
      taken(await under.call(bearerCall({ alerts: [alertOf({ name: 'Errors', labels, fingerprint: 'c' })] })));

      const names = async (query: string) => (await listed(under, query)).map(({ alertName }) => alertName).sort();
      assert.deepEqual(await names('?source=alertmanager'), ['Errors']);
      assert.deepEqual(await names('?alert=high'), ['HighXLatency', 'High_Latency 100%']);
      // What the database has wildcards for is searched for as it is.
      assert.deepEqual(await names('?alert=high_'), ['High_Latency 100%']);
      assert.deepEqual(await names('?alert=100%25'), ['High_Latency 100%']);
      assert.deepEqual(await names(`?alert=${encodeURIComponent('\\')}`), []);
      assert.deepEqual(await names('?alert=errors&source=grafana'), []);
    });
  });
});
