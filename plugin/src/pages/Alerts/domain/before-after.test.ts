import { makeTask } from '../../../testing/fixtures';
import { beforeAfter } from './before-after';
import { deliveryLabels } from './delivery-labels';

const delivery = { startsAt: '2026-11-24T16:00:00.000Z', selector: { pod: 'web-1' } };

it('compares the task with a quarter of an hour that ended before what the alert tells of began', () => {
  const startMs = Date.parse(delivery.startsAt);
  expect(beforeAfter(delivery, makeTask(), 120_000)).toEqual({
    before: { labelSelector: '{pod="web-1"}', from: String(startMs - 1_020_000), to: String(startMs - 120_000) },
    after: expect.objectContaining({ labelSelector: '{task_id="task-1"}' }),
  });
});

it('compares nothing while there is no profile, no time or no selector', () => {
  expect(beforeAfter(delivery, undefined, 0)).toBeUndefined();
  expect(beforeAfter(delivery, makeTask({ targets: [] }), 0)).toBeUndefined();
  expect(beforeAfter({ ...delivery, startsAt: undefined }, makeTask(), 0)).toBeUndefined();
  expect(beforeAfter({ ...delivery, selector: undefined }, makeTask(), 0)).toBeUndefined();
});

it('lists the labels that were used first, and what for', () => {
  const labels = { alertname: 'A', team: 'shop', exported_pod: 'web-1', a: 'b' };
  expect(deliveryLabels({ labels, usedLabels: { pod: 'exported_pod' } })).toEqual([
    { name: 'exported_pod', value: 'web-1', usedAs: 'pod' },
    { name: 'a', value: 'b', usedAs: undefined },
    { name: 'team', value: 'shop', usedAs: undefined },
  ]);
});
