import { costOverview, serviceBars } from './cost-overview';

const sums = (label: string, parts: Record<string, number>) =>
  Object.entries(parts).map(([value, sum]) => ({ labels: { [label]: value }, sum }));

it('sets apart what a configuration switches on, in shares of the whole', () => {
  const costs = costOverview(
    sums('cost_category', { router: 50, 'tracing.span': 10, 'accesslog.format': 20, 'filter.lua': 5, other: 15 })
  );
  expect(costs?.features.map(({ id, share }) => [id, share])).toEqual([
    ['accesslog.format', 0.2],
    ['tracing.span', 0.1],
    ['filter.lua', 0.05],
  ]);
  expect(costs?.rest.map(({ id }) => id)).toEqual(['router', 'other']);
});

it('leads to the flame graph of a part', () => {
  const [lua] = costOverview(sums('cost_category', { 'filter.lua': 1 }))?.features ?? [];
  const url = new URL(lua?.url ?? '', 'http://x');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    type: 'on-cpu',
    selector: '{cost_category="filter.lua"}',
    from: 'now-1h',
    to: 'now',
  });
});

it('is nothing if nothing was profiled', () => {
  expect(costOverview([])).toBeUndefined();
  expect(costOverview(sums('cost_category', { router: 0 }))).toBeUndefined();
});

it('names what has no label, and selects it by that', () => {
  const [rest] = costOverview([{ labels: {}, sum: 1 }])?.rest ?? [];
  expect(rest?.title).toBe('Recorded without a category');
  expect(new URL(rest?.url ?? '', 'http://x').searchParams.get('selector')).toBe('{cost_category=""}');
});

it('adds up services', () => {
  const bars = serviceBars([...sums('service_name', { shop: 1, cart: 2 }), ...sums('service_name', { shop: 2 })]);
  expect(bars.map(({ title, share }) => [title, share])).toEqual([
    ['shop', 0.6],
    ['cart', 0.4],
  ]);
});
