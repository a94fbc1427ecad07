import { answerOf } from './answer';

const row = (id: string, share: number) => ({
  id,
  title: id,
  meaning: '',
  settings: [],
  share,
  low: share,
  high: share,
});

it('names what the configuration can change, not what carries requests anyway', () => {
  const rows = [
    row('router', 0.4),
    row('kernel.network', 0.2),
    row('accesslog.format', 0.1),
    row('tracing.span', 0.15),
    row('stats.update', 0.004),
    row('other', 0.146),
  ];
  const { features, restShare } = answerOf(rows);
  expect(features.map(({ id }) => id)).toEqual(['tracing.span', 'accesslog.format']);
  expect(restShare).toBeCloseTo(0.746);
});

it('has nothing to say of what is no proxy', () => {
  expect(answerOf([row('other', 1)])).toEqual({ features: [], restShare: 1 });
});
