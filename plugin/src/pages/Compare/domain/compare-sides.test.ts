import type { AlertDelivery } from '@meshprof/contracts';
import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { aroundAlert } from './alert-sides';
import { againstEarlier, nowAgainst } from './earlier-sides';
import { nearestRange, searchedAround } from './nearest-data';
import { selectorLabels } from './selector-labels';
import { suggestSides } from './suggest-sides';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

describe('earlier sides', () => {
  const shop = { labelSelector: '{service_name="shop"}', from: 'now-15m', to: 'now' };

  it('keeps relative times relative', () => {
    expect(againstEarlier(shop, undefined, 'day')).toEqual({
      left: { ...shop, from: 'now-1d-15m', to: 'now-1d' },
      right: shop,
    });
  });

  it('compares a task with its service, long enough to meet always-on profiling', () => {
    const right = { labelSelector: '{task_id="task-1"}', from: '1000000000', to: '1000010000' };
    const { left } = againstEarlier(right, makeTask(), 'hour');
    expect(left.labelSelector).toBe('{service_name="demo-envoy"}');
    expect(Number(left.to) - Number(left.from)).toBe(10 * MINUTE_MS);
    expect((Number(left.to) + Number(left.from)) / 2).toBe(1000005000 - HOUR_MS);
  });

  it('compares the last hour with an hour of the week before', () => {
    expect(nowAgainst(shop, undefined, 'week')).toEqual({
      left: { labelSelector: shop.labelSelector, from: 'now-1w-1h', to: 'now-1w' },
      right: { labelSelector: shop.labelSelector, from: 'now-1h', to: 'now' },
    });
  });
});

describe('around an alert', () => {
  const delivery = (more: Partial<AlertDelivery>): AlertDelivery => ({
    id: 'd',
    source: 'grafana',
    outcome: 'accepted',
    alertName: 'slow',
    fingerprint: 'f',
    labels: {},
    usedLabels: {},
    notes: [],
    receivedAt: '2026-11-24T12:00:30Z',
    lastReceivedAt: '2026-11-24T12:00:30Z',
    repeats: 0,
    startsAt: '2026-11-24T12:00:00Z',
    selector: { 'service.name': 'shop', pod: { op: '=~', value: 'shop-.*' } },
    ...more,
  });
  const startMs = Date.parse('2026-11-24T12:00:00Z');

  it('takes ten minutes before and after its beginning', () => {
    expect(aroundAlert(delivery({}))).toEqual({
      left: {
        labelSelector: '{service_name="shop", pod=~"shop-.*"}',
        from: String(startMs - 10 * MINUTE_MS),
        to: String(startMs),
      },
      right: {
        labelSelector: '{service_name="shop", pod=~"shop-.*"}',
        from: String(startMs),
        to: String(startMs + 10 * MINUTE_MS),
      },
    });
  });

  it.each([
    ['2026-11-24T12:05:00Z', 5],
    ['2026-11-24T12:00:01Z', 1],
    ['2026-11-24T15:00:00Z', 10],
  ])('ends with the alert (%s), within bounds', (resolvedAt, minutes) => {
    expect(Number(aroundAlert(delivery({ resolvedAt }))?.right.to)).toBe(startMs + minutes * MINUTE_MS);
  });

  it('has nothing to compare for an alert that selects nothing', () => {
    expect(aroundAlert(delivery({ selector: undefined }))).toBeUndefined();
  });
});

describe('sides that nobody chose', () => {
  const task = (id: string, service: string, more: Parameters<typeof makeTask>[0] = {}) =>
    makeTask({ id, targets: [makeTaskTarget({ service })], ...more });
  const idsOf = (sides: ReturnType<typeof suggestSides>) =>
    sides && [sides.left, sides.right].map(({ labelSelector }) => selectorLabels(labelSelector)['task_id']);

  it('are the last two tasks of one service with a kind of profile in common', () => {
    const tasks = [
      task('new', 'shop', { events: ['on-cpu'] }),
      task('foreign', 'cart'),
      task('other-kind', 'shop', { events: ['page-fault'] }),
      task('old', 'shop'),
    ];
    expect(idsOf(suggestSides(tasks))).toEqual(['old', 'new']);
  });

  it('are the only task and its service before', () => {
    const sides = suggestSides([task('new', 'shop')]);
    expect(sides?.reason).toBe('only-task');
    expect(sides?.left.labelSelector).toBe('{service_name="shop"}');
  });

  it('complete a side that the link names', () => {
    const tasks = [task('newest', 'shop'), task('given', 'shop'), task('before', 'shop')];
    const given = { labelSelector: '{task_id="given", process_pid="1"}', from: '1', to: '2' };
    expect(idsOf(suggestSides(tasks, given))).toEqual(['before', 'given']);
    const time = { labelSelector: '{service_name="shop"}', from: 'now-1h', to: 'now' };
    expect(suggestSides(tasks, time)?.left).toEqual({ ...time, from: 'now-1h-1h', to: 'now-1h' });
  });

  it('are none without a profile', () => {
    expect(suggestSides([])).toBeUndefined();
  });
});

describe('selectorLabels', () => {
  it.each([
    ['{task_id="a", process_pid="7"}', { task_id: 'a', process_pid: '7' }],
    [String.raw`{x="a\"b\\"}`, { x: 'a"b\\' }],
    ['{a!="b", c=~"d", e="f"}', { e: 'f' }],
    ['nonsense', {}],
    [`{a="${'x'.repeat(10_000)}"}`, {}],
  ])('of %s', (selector, labels) => {
    expect(selectorLabels(selector)).toEqual(labels);
  });
});

describe('the nearest data', () => {
  const now = 1_000 * HOUR_MS;
  const range = { fromUnixMs: now - HOUR_MS, toUnixMs: now - HOUR_MS + MINUTE_MS };

  it('is looked for within a day that is over', () => {
    expect(searchedAround(range, now)).toEqual({ fromUnixMs: now - 24 * HOUR_MS, toUnixMs: now });
  });

  it('is a range as long as the empty one, ten minutes at least', () => {
    const times = [now - 5 * HOUR_MS, now - 2 * HOUR_MS, now - 20 * HOUR_MS];
    const nearest = now - 2 * HOUR_MS;
    expect(nearestRange(range, times)).toEqual({
      from: String(nearest - 5 * MINUTE_MS),
      to: String(nearest + 5 * MINUTE_MS),
    });
    expect(nearestRange(range, [])).toBeUndefined();
  });
});
