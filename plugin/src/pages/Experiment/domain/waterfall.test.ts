import type { VariantReport } from '@meshprof/contracts';
import { makeReport } from '../../../testing/experiment-fixtures';
import { waterfallOf, waterfallSpan } from './waterfall';

const report = makeReport();
const of = (name: string) => report.variants.find((variant) => variant.name === name) as VariantReport;
const rows = waterfallOf(of('off'), of('tracing-100')) ?? [];

it('leads from the baseline to the variant without a gap', () => {
  const [first, ...rest] = rows;
  const last = rest.pop();
  expect(first).toMatchObject({ kind: 'baseline', toUs: of('off').cpuPerRequestUs.estimate });
  let atUs = first?.toUs;
  for (const step of rest) {
    expect(step.fromUs).toBe(atUs);
    atUs = step.toUs;
  }
  expect(atUs).toBeCloseTo(last?.toUs ?? NaN, 9);
  expect(last).toMatchObject({ kind: 'variant', toUs: of('tracing-100').cpuPerRequestUs.estimate });
});

it('names the direct categories first, and what they do not account for last', () => {
  const kinds = rows.map(({ kind }) => kind);
  expect(kinds.slice(0, 3)).toEqual(['baseline', 'direct', 'direct']);
  expect(rows.slice(1, 3).map(({ category }) => category)).toEqual(['tracing.export', 'tracing.span']);
  expect(kinds.slice(-2)).toEqual(['unexplained', 'variant']);
});

it('folds what nobody could see into one step, without losing it', () => {
  const folded = rows.find(({ kind }) => kind === 'rest');
  const changed = of('tracing-100').categories.filter(({ changeUs }) => changeUs !== 0);
  const shown = rows.filter(({ category }) => category !== undefined);
  expect((folded?.count ?? 0) + shown.length).toBe(changed.length);
});

it('is nothing for the baseline and without profiles', () => {
  expect(waterfallOf(of('off'), of('off'))).toBeUndefined();
  expect(waterfallOf(of('off'), { ...of('tracing-1'), categories: [] })).toBeUndefined();
});

it('begins at zero where the change is large, and above where it would not be seen', () => {
  const cheap = { ...of('off'), cpuPerRequestUs: { ...of('off').cpuPerRequestUs, estimate: 40 } };
  expect(waterfallSpan(waterfallOf(cheap, of('tracing-100')) ?? []).min).toBe(0);
  const small = waterfallOf(of('off'), of('tracing-1')) ?? [];
  expect(waterfallSpan(small).min).toBeGreaterThan(50);
});
