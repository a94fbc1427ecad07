import type { GrafanaTheme2 } from '@grafana/data';
import { COST_CATEGORIES } from '@meshprof/contracts';

/**
 * One colour for a category wherever it is shown. What the configuration decides about has warm and bright colours of
 * Grafana's palette, neighbours differing; what carries requests anyway has cool ones, the rest is grey.
 */
const HUES = {
  feature: [
    'orange',
    'semi-dark-red',
    'yellow',
    'purple',
    'dark-orange',
    'light-red',
    'super-light-purple',
    'semi-dark-yellow',
    'super-light-red',
    'dark-red',
    'super-light-yellow',
  ],
  filter: ['green', 'semi-dark-purple', 'light-green', 'dark-purple', 'semi-dark-green'],
  carrier: ['blue', 'dark-blue', 'light-blue', 'semi-dark-blue', 'super-light-blue'],
} as const;

export function categoryColor(theme: GrafanaTheme2, categoryId: string): string {
  const category = COST_CATEGORIES.find(({ id }) => id === categoryId);
  if (!category || category.ownership === 'remainder') {
    return theme.colors.text.disabled;
  }
  const { ownership } = category;
  const hues = HUES[ownership];
  const place = COST_CATEGORIES.filter((row) => row.ownership === ownership).findIndex(({ id }) => id === categoryId);
  return theme.visualization.getColorByName(hues[place % hues.length] ?? 'blue');
}
