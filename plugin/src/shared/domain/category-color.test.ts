import { createTheme } from '@grafana/data';
import { COST_CATEGORIES } from '@meshprof/contracts';
import { categoryColor, restColor } from './category-color';

const theme = createTheme();
const colorOf = (id: string) => categoryColor(id, theme);

it('gives the categories that the demo is about colours of their own', () => {
  const ids = ['tracing.export', 'tracing.span', 'accesslog.format', 'accesslog.write', 'http.codec', 'kernel.network'];
  expect(new Set(ids.map(colorOf)).size).toBe(ids.length);
});

it('repeats no colour more than once more', () => {
  const colors = COST_CATEGORIES.filter(({ ownership }) => ownership !== 'remainder').map(({ id }) => colorOf(id));
  const counts = colors.map((color) => colors.filter((other) => other === color).length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2);
});

it('greys what is no cause, and knows a colour for what it does not know', () => {
  expect([colorOf(''), colorOf('other')]).toEqual([restColor(theme), restColor(theme)]);
  expect(colorOf('future.category')).toMatch(/^#/);
});
