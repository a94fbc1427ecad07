import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AlertDelivery, Page } from '@meshprof/contracts';
import type { ControllerOptions } from '../controller.ts';
import { openStorage } from '../storage/open-storage.ts';
import { type ControllerUnderTest, openController, showTask, targetOf } from '../testing/controller-under-test.ts';
import { forEachDatabase, type TestDatabases } from '../testing/each-database.ts';
import {
  alertOf,
  bearerCall,
  listed,
  RECORDED_AT_MS,
  recordedCall,
  sendAlerts,
  signedCall,
  taken,
  WEBHOOKS,
} from '../testing/webhook-senders.ts';

const CHECKOUT = targetOf({ pod: 'checkout-7d9', namespace: 'shop', service: 'checkout' });

/** A controller with an agent that reports one pod. */
async function open(databases: TestDatabases, webhooks: ControllerOptions['webhooks'] = WEBHOOKS) {
  const database = await databases.create();
  const under = await openController({ database, webhooks });
  const agent = await under.joinAgent();
  await agent.report([CHECKOUT]);
  return Object.assign(under, {
    agent,
    withoutTable: (table: string, work: () => Promise<void>) => withoutTable(database, table, work),
  });
}

/** A database that fails: as somebody else sees it, a table is not there. */
async function withoutTable(database: string, table: string, work: () => Promise<void>): Promise<void> {
  const storage = await openStorage(database);
  await storage.schema.alterTable(table).renameTo('hidden').execute();
  await work();
  await storage.schema.alterTable('hidden').renameTo(table).execute();
  await storage.destroy();
}

async function tasksOf(under: ControllerUnderTest) {
  return (await under.asAdmin({ url: '/v1/tasks' })).json<{ items: { id: string }[] }>().items;
}

describe('alerts as webhooks', () => {
  forEachDatabase((databases) => {
    it('profiles the pod of a notification that a real Grafana signed', async () => {
      await using under = await open(databases);
      under.clock.nowMs = RECORDED_AT_MS + 3_000;
      await under.agent.report([CHECKOUT]);
      const answer = taken(await under.call(recordedCall()));
      const [delivery] = await listed(under);
      assert.deepEqual(answer.taskIds, [delivery?.taskId]);
      assert.deepEqual(
        { ...delivery, id: '', taskId: '', labels: {} },
        {
          id: '',
          source: 'grafana',
          outcome: 'accepted',
          alertName: 'Sidecar CPU high',
          fingerprint: 'aca1194775d34c91',
          startsAt: '2026-11-24T14:14:20.000Z',
          labels: {},
          usedLabels: { pod: 'pod', namespace: 'namespace' },
          selector: { pod: 'checkout-7d9', namespace: 'shop' },
          notes: [],
          taskId: '',
          receivedAt: '2026-11-24T14:15:13.000Z',
          lastReceivedAt: '2026-11-24T14:15:13.000Z',
          repeats: 0,
        }
      );
      const task = await showTask(under, answer.taskIds[0] ?? '');
      assert.equal(task.durationMs, 30_000, 'the annotation meshprof_duration');
      assert.equal(task.title, 'Sidecar CPU high');
      assert.equal(task.origin, 'alert');
      assert.equal(task.author, `alert:${delivery?.id}`);
      assert.equal(task.targets[0]?.pid, CHECKOUT.pid);
      assert.equal(task.cause?.id, delivery?.id);
      assert.equal(task.beforeMs, 53_000 + 120_000, 'from two minutes before it began to fire');
      assert.deepEqual(task.cause, {
        kind: 'alert',
        id: delivery?.id,
        name: 'Sidecar CPU high',
        detail: 'Grafana says that the alert "Sidecar CPU high" has been firing since 2026-11-24T14:14:20.000Z.',
        startedAt: '2026-11-24T14:14:20.000Z',
      });
    });

    it('does nothing twice, however often and however close together a request comes', async () => {
      await using under = await open(databases);
      under.clock.nowMs = RECORDED_AT_MS;
      await under.agent.report([CHECKOUT]);
      const answers = await Promise.all(Array.from({ length: 20 }, () => under.call(recordedCall())));
      answers.push(await under.call(recordedCall()));
      assert.equal(new Set(answers.map((answer) => answer.body)).size, 1);
      assert.equal((await tasksOf(under)).length, 1);
      assert.equal((await listed(under)).length, 1);
      assert.equal((await listed(under))[0]?.repeats, 0);
    });

    it('counts a notification of an alert that still fires, and starts nothing anew', async () => {
      await using under = await open(databases);
      const alert = alertOf({ labels: { pod: 'checkout-7d9' } });
      const first = await sendAlerts(under, alert);
      under.clock.nowMs += 4 * 3_600_000;
      await under.agent.report([CHECKOUT]);
      assert.deepEqual(await sendAlerts(under, alert), first);
      const [delivery] = await listed(under);
      assert.equal(delivery?.repeats, 1);
      assert.equal(delivery.lastReceivedAt, new Date(under.clock.nowMs).toISOString());
      assert.equal((await tasksOf(under)).length, 1);
    });

    it('takes an alert that fires again later for another one', async () => {
      await using under = await open(databases);
      await sendAlerts(under, alertOf({ labels: { pod: 'checkout-7d9' } }));
      under.clock.nowMs += 3_600_000;
      await under.agent.report([CHECKOUT]);
      await sendAlerts(under, alertOf({ labels: { pod: 'checkout-7d9' }, startsAt: '2026-11-24T12:59:30Z' }));
      assert.equal((await tasksOf(under)).length, 2);
    });

    it('tries a refused alert again when it is sent again', async () => {
      await using under = await open(databases);
      await under.agent.report([]);
      const alert = alertOf({ labels: { pod: 'checkout-7d9' } });
      const [refused] = (await sendAlerts(under, alert)).deliveries;
      assert.deepEqual(
        { outcome: refused?.outcome, reasonCode: refused?.reasonCode, reason: refused?.reason },
        {
          outcome: 'refused',
          reasonCode: 'no-matching-target',
          reason: 'No known process matches the selector.',
        }
      );
      await under.agent.report([CHECKOUT]);
      under.clock.nowMs += 1_000;
      const [accepted] = (await sendAlerts(under, alert)).deliveries;
      assert.equal(accepted?.outcome, 'accepted');
      assert.equal(accepted.id, refused?.id);
    });

    it('stores an alert once when the database comes back, though the sender had to repeat it', async () => {
      await using under = await open(databases);
      const call = signedCall(under, { alerts: [alertOf({ labels: { pod: 'checkout-7d9' } })] });
      for (const table of ['alert_deliveries', 'idempotency_keys']) {
        await under.withoutTable(table, async () => {
          const gone = await under.call(call);
          assert.equal(gone.statusCode, 503, table);
          assert.equal(gone.json<{ code: string }>().code, 'unavailable');
          assert.equal(gone.headers['retry-after'], '5');
        });
      }
      // The second time the delivery was stored and its task was not.
      assert.deepEqual(
        (await listed(under)).map(({ outcome }) => outcome),
        ['received']
      );
      const answer = taken(await under.call(call));
      assert.equal(answer.deliveries[0]?.outcome, 'accepted');
      assert.equal((await tasksOf(under)).length, 1);
      assert.equal((await listed(under)).length, 1);
    });

    it('goes on by itself with an alert whose task was not created', async () => {
      await using under = await open(databases);
      await under.withoutTable('idempotency_keys', async () => {
        await under.call(signedCall(under, { alerts: [alertOf({ labels: { pod: 'checkout-7d9' } })] }));
      });
      under.clock.nowMs += 11_000;
      await under.controller.applyAlerts();
      assert.deepEqual(
        (await listed(under)).map(({ outcome }) => outcome),
        ['accepted']
      );
      assert.equal((await tasksOf(under)).length, 1);
    });

    it('takes many at once from both senders, each once', async () => {
      await using under = await open(databases);
      const calls = Array.from({ length: 300 }, (_, n) => {
        const alerts = [alertOf({ fingerprint: `f${n % 100}`, labels: { pod: 'nowhere' } })];
        return n % 2 === 0 ? bearerCall({ alerts }) : signedCall(under, { alerts });
      });
      const answers = await Promise.all(calls.map((call) => under.call(call)));
      assert.ok(answers.every(({ statusCode }) => statusCode === 202));
      // 50 even numbers from one sender, 50 odd ones from the other.
      const all = await listed(under, '?limit=500');
      assert.equal(all.length, 100);
      assert.equal(new Set(all.map(({ source, fingerprint }) => `${source} ${fingerprint}`)).size, 100);
    });

    it('lists deliveries by page, newest first, and by outcome', async () => {
      await using under = await open(databases);
      for (let n = 1; n <= 5; n += 1) {
        under.clock.nowMs += 1_000;
        await sendAlerts(under, alertOf({ fingerprint: `f${n}`, labels: n === 3 ? { pod: 'checkout-7d9' } : {} }));
      }
      const seen: string[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const answer = await under.asAdmin({
          url: `/v1/alerts/deliveries?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        });
        const page = answer.json<Page<AlertDelivery>>();
        seen.push(...page.items.map(({ fingerprint }) => fingerprint));
        cursor = page.nextCursor;
      }
      assert.deepEqual(seen, ['f5', 'f4', 'f3', 'f2', 'f1']);
      const [accepted, ...others] = await listed(under, '?outcome=accepted');
      assert.equal(accepted?.fingerprint, 'f3');
      assert.deepEqual(others, []);
      const shown = await under.through('read', { url: `/v1/alerts/deliveries/${accepted.id}` });
      assert.deepEqual(shown.json(), accepted);
      assert.equal((await under.asAdmin({ url: '/v1/alerts/deliveries/none' })).statusCode, 404);
      assert.equal((await under.call({ url: '/v1/alerts/deliveries' })).statusCode, 401);
    });
  });
});
