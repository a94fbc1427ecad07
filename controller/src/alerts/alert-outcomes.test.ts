import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AGENT_LOST_MS, type AlertSettings, DEFAULT_ALERT_SETTINGS, type Target } from '@meshprof/contracts';
import { openController, showTask, targetOf } from '../testing/controller-under-test.ts';
import { alertOf, listed, sendAlerts, WEBHOOKS } from '../testing/webhook-senders.ts';

const POD = targetOf({ pod: 'checkout-7d9', namespace: 'shop', service: 'checkout', process: 'envoy' });
const OTHER_POD = targetOf({ pid: 101, pod: 'cart-5c4', namespace: 'shop', service: 'cart', process: 'envoy' });

async function open(settings: Partial<AlertSettings> = {}, targets: readonly Target[] = [POD, OTHER_POD]) {
  const webhooks = { ...WEBHOOKS, settings: { ...DEFAULT_ALERT_SETTINGS, ...settings } };
  const under = await openController({ webhooks });
  const agent = await under.joinAgent();
  await agent.report(targets);
  return Object.assign(under, { agent });
}

describe('what comes of an alert', () => {
  it('has overrides from annotations, and defaults with a note where one is wrong', async () => {
    await using under = await open();
    const [{ taskId = '' } = {}] = (
      await sendAlerts(
        under,
        alertOf({
          labels: { pod: 'checkout-7d9' },
          annotations: {
            meshprof_duration: '1m30s',
            meshprof_events: 'on-cpu, page-fault',
            meshprof_frequency: '199 Hz',
            meshprof_selector: 'service_name="cart",process=~"env.*"',
            summary: 'not ours',
          },
        })
      )
    ).deliveries;
    const { durationMs, events, frequencyHz, selector, targets } = await showTask(under, taskId);
    assert.deepEqual(
      { durationMs, events, frequencyHz, selector },
      {
        durationMs: 90_000,
        events: ['on-cpu', 'page-fault'],
        frequencyHz: 199,
        selector: { 'service.name': { op: '=', value: 'cart' }, process: { op: '=~', value: 'env.*' } },
      }
    );
    assert.deepEqual(
      targets.map(({ pid }) => pid),
      [101]
    );

    const wrong = alertOf({
      fingerprint: 'f2',
      labels: { pod: 'checkout-7d9' },
      annotations: {
        meshprof_duration: '2 hours',
        meshprof_events: 'cpu',
        meshprof_frequency: '0',
        meshprof_selector: 'pod==x',
        meshprof_color: 'red',
      },
    });
    const [taken] = (await sendAlerts(under, wrong)).deliveries;
    assert.equal(taken?.outcome, 'accepted');
    const task = await showTask(under, taken.taskId ?? '');
    assert.equal(task.durationMs, DEFAULT_ALERT_SETTINGS.durationMs);
    assert.deepEqual(task.selector, { pod: 'checkout-7d9' });
    assert.deepEqual((await listed(under))[0]?.notes, [
      'The annotation meshprof_duration is "2 hours"; a duration is written 30s, 2m or 1m30s, from 1s to 1h. It was left out.',
      'The annotation meshprof_events has the event "cpu"; known are on-cpu, off-cpu, page-fault. It was left out.',
      'The annotation meshprof_frequency is "0"; a frequency is a whole number from 1 to 999 (Hz). It was left out.',
      'The annotation meshprof_selector cannot be read from "pod==x" on. Write it as label="value" with commas between; operators = != =~ !~. It was left out.',
      'The annotation meshprof_color is not known; known are meshprof_duration, meshprof_events, meshprof_frequency, meshprof_selector.',
    ]);
  });

  it('is one task for processes that alerts have just profiled, until the cool-down is over', async () => {
    await using under = await open({ cooldownMs: 60_000 });
    const send = async (fingerprint: string, pod = 'checkout-7d9') => {
      const [delivery] = (await sendAlerts(under, alertOf({ fingerprint, labels: { pod } }))).deliveries;
      return [delivery?.outcome, delivery?.reasonCode];
    };
    assert.deepEqual(await send('f1'), ['accepted', undefined]);
    assert.deepEqual(await send('f2'), ['refused', 'alert-cooling-down']);
    assert.deepEqual(await send('f3', 'cart-5c4'), ['accepted', undefined]);
    under.clock.nowMs += 60_000;
    await under.agent.report([POD, OTHER_POD]);
    assert.deepEqual(await send('f4'), ['accepted', undefined]);
  });

  it('takes no place of another when it is refused', async () => {
    await using under = await open({ maxTasks: 2 });
    const [first] = (await sendAlerts(under, alertOf({ fingerprint: 'f1', labels: { pod: 'checkout-7d9' } })))
      .deliveries;
    assert.equal(first?.outcome, 'accepted');
    const pods = ['checkout-7d9', 'checkout-7d9', 'cart-5c4', 'cart-5c4'];
    const { deliveries } = await sendAlerts(
      under,
      ...pods.map((pod, n) => alertOf({ fingerprint: `g${n}`, labels: { pod } }))
    );
    assert.deepEqual(
      deliveries.map(({ outcome, reasonCode }) => reasonCode ?? outcome),
      ['alert-cooling-down', 'alert-cooling-down', 'accepted', 'alert-tasks-full']
    );
  });

  it('is no task while as many as allowed run', async () => {
    await using under = await open({ maxTasks: 1 });
    const both = ['checkout-7d9', 'cart-5c4'].map((pod) => alertOf({ fingerprint: pod, labels: { pod } }));
    const answer = await sendAlerts(under, ...both);
    assert.deepEqual(
      answer.deliveries.map(({ outcome, reasonCode }) => [outcome, reasonCode]),
      [
        ['accepted', undefined],
        ['refused', 'alert-tasks-full'],
      ]
    );
    await under.asAdmin({ method: 'POST', url: `/v1/tasks/${answer.taskIds[0]}/cancel` });
    under.clock.nowMs += 1_000;
    assert.equal((await sendAlerts(under, both[1] ?? {})).deliveries[0]?.outcome, 'accepted');
  });

  it('is refused when it means more processes than one alert may profile', async () => {
    await using under = await open({ maxTargets: 1 });
    const [delivery] = (await sendAlerts(under, alertOf({ labels: { node: 'node-1' } }))).deliveries;
    assert.equal(delivery?.reasonCode, 'alert-too-many-targets');
    assert.match(delivery.reason ?? '', /It means 2, the limit is 1\.$/);
  });

  it('is refused with the reason when nothing can be profiled', async () => {
    const refused = targetOf({ pid: 102, verdict: 'refused', reason: 'This is Meshprof itself.', pod: 'meshprof' });
    await using under = await open({}, [refused, POD]);
    const reasons = async (labels: Record<string, string>, fingerprint: string) => {
      const [delivery] = (await sendAlerts(under, alertOf({ labels, fingerprint }))).deliveries;
      return [delivery?.reasonCode, delivery?.reason];
    };
    assert.deepEqual(await reasons({ severity: 'page' }, 'f1'), [
      'alert-labels-unknown',
      'The alert has no label that names a process.',
    ]);
    assert.deepEqual(await reasons({ pod: 'gone' }, 'f2'), [
      'no-matching-target',
      'No known process matches the selector.',
    ]);
    assert.deepEqual(await reasons({ pod: 'meshprof' }, 'f3'), [
      'no-matching-target',
      'No known process matches the selector. What matches cannot be profiled: This is Meshprof itself.',
    ]);
    under.clock.nowMs += AGENT_LOST_MS;
    assert.match((await reasons({ pod: 'checkout-7d9' }, 'f4'))[1] ?? '', /agents do not answer\.$/);
  });

  it('leaves the task of an alert that ends alone, or stops it if told so', async () => {
    for (const stopOnResolve of [false, true]) {
      await using under = await open({ stopOnResolve });
      const alert = alertOf({ labels: { pod: 'checkout-7d9' } });
      const [taskId = ''] = (await sendAlerts(under, alert)).taskIds;
      under.clock.nowMs += 1_000;
      await sendAlerts(under, { ...alert, status: 'resolved', endsAt: '2026-11-24T12:00:01Z' });
      const [delivery] = await listed(under);
      assert.equal(delivery?.outcome, 'accepted');
      assert.equal(delivery.resolvedAt, '2026-11-24T12:00:01.000Z');
      assert.equal((await showTask(under, taskId)).state, stopOnResolve ? 'cancelled' : 'scheduled');
    }
  });

  it('is nothing when it had ended before it was heard of, also if it is heard of later', async () => {
    await using under = await open();
    const alert = alertOf({ labels: { pod: 'checkout-7d9' } });
    const [resolved] = (await sendAlerts(under, { ...alert, status: 'resolved' })).deliveries;
    assert.deepEqual([resolved?.outcome, resolved?.reasonCode], ['ignored', 'alert-over']);
    const [late] = (await sendAlerts(under, alert)).deliveries;
    assert.deepEqual([late?.id, late?.outcome], [resolved?.id, 'ignored']);
  });

  it('bounds what a sender may write', async () => {
    await using under = await open();
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`label_${n}`, 'x']));
    const hostile = alertOf({
      name: `a\u0000b\u001b[31m\ud800${'n'.repeat(1_000)}`,
      fingerprint: 'f'.repeat(100_000),
      labels: { pod: `${'p'.repeat(5_000)}`, ['l'.repeat(5_000)]: 'x', constructor: 'y', ...many },
      annotations: { meshprof_duration: '9'.repeat(10_000), meshprof_selector: `pod="${'('.repeat(3_000)}"` },
      startsAt: 'yesterday',
    });
    const [delivery] = (await sendAlerts(under, hostile)).deliveries;
    assert.equal(delivery?.reasonCode, 'alert-labels-unknown', 'a value that was cut is not taken for the whole');
    const [shown] = await listed(under);
    assert.equal(Object.keys(shown?.labels ?? {}).length, 64);
    assert.equal(shown?.labels['pod']?.length, 256 + '…[cut]'.length);
    assert.equal(shown.labels['constructor'], 'y');
    assert.match(shown.alertName, /^a�b�\[31m�n+$/);
    assert.equal(shown.alertName.length, 128);
    assert.equal(shown.fingerprint.length, 64);
    assert.equal(shown.startsAt, undefined);
    assert.deepEqual(shown.notes, [
      'The annotation meshprof_duration is too long. It was left out.',
      'The annotation meshprof_selector is too long. It was left out.',
    ]);
  });

  it('is deleted when it is old or there are too many, but for the newest', async () => {
    await using under = await open({ keepDeliveries: 100, keepDays: 1 });
    await sendAlerts(under, alertOf({ fingerprint: 'old' }));
    under.clock.nowMs += 86_400_001;
    for (let n = 0; n < 101; n += 1) {
      under.clock.nowMs += 1;
      await sendAlerts(under, alertOf({ fingerprint: `f${n}` }));
    }
    // It looks once a minute, also by itself.
    under.clock.nowMs += 60_000;
    await under.controller.applyAlerts();
    const left = await listed(under, '?limit=500');
    assert.equal(left.length, 100);
    assert.ok(!left.some(({ fingerprint }) => fingerprint === 'old' || fingerprint === 'f0'));
  });
});
