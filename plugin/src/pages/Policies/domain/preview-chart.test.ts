import type { PolicyPreview } from '@meshprof/contracts';
import { CHART_HEIGHT, CHART_WIDTH, previewChart } from './preview-chart';

const TO_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;

const preview = (values: Array<number | null>, more: Partial<PolicyPreview> = {}) => ({
  from: new Date(TO_MS - HOUR_MS).toISOString(),
  to: new Date(TO_MS).toISOString(),
  firings: [],
  course: { partMs: HOUR_MS / values.length, values },
  ...more,
});
const options = { threshold: 50, op: '>', overMs: HOUR_MS } as const;

it('draws values between zero and the highest, with the threshold among them', () => {
  const chart = previewChart(preview([0, 100]), options);
  // Two parts of half an hour: their middles are at a quarter and three quarters.
  expect(chart?.path).toBe(`M${CHART_WIDTH / 4} ${CHART_HEIGHT - 4}L${(CHART_WIDTH * 3) / 4} 4`);
  expect(chart).toMatchObject({ thresholdY: CHART_HEIGHT / 2, firesAbove: true, lowest: 0, highest: 100 });
});

it('begins anew after a gap that is no accident', () => {
  const values = Array.from({ length: 30 }, (_, part) => (part === 0 || part === 1 || part === 29 ? 10 : null));
  expect(previewChart(preview(values), options)?.path.replace(/[\d. ]+/g, '')).toBe('MLM');
});

it('puts a firing where the line was then, tasks above what was held back', () => {
  const firing = (minute: number, outcome: 'started' | 'cooling-down') => ({
    at: new Date(TO_MS - HOUR_MS + minute * 60_000).toISOString(),
    what: 'CPU',
    measured: 100,
    outcome,
  });
  const firings = [firing(45, 'started'), firing(15, 'cooling-down')];
  const marks = previewChart(preview([100, 50], { firings }), options)?.marks;
  expect(marks).toEqual([
    { x: CHART_WIDTH / 4, y: 4, isTask: false, index: 1 },
    { x: (CHART_WIDTH * 3) / 4, y: CHART_HEIGHT / 2, isTask: true, index: 0 },
  ]);
});

it('shows no more than is known', () => {
  const from = new Date(TO_MS - HOUR_MS / 2).toISOString();
  const chart = previewChart(preview([10, 20], { from }), options);
  expect(chart).toMatchObject({ fromMs: TO_MS - HOUR_MS / 2, toMs: TO_MS });
  expect(chart?.path).toMatch(/^M300 [\d.]+$/);
});

it('draws nothing where nothing was measured', () => {
  expect(previewChart(preview([null, null]), options)).toBeUndefined();
  expect(previewChart({ ...preview([1]), course: undefined }, options)).toBeUndefined();
});
