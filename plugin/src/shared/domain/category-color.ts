import type { GrafanaTheme2 } from '@grafana/data';
import { COST_CATEGORIES, type CostCategory } from '@meshprof/contracts';

const SHADES = ['', 'semi-dark-', 'light-', 'dark-', 'super-light-'];
const shadesOf = (hue: string) => SHADES.map((shade) => shade + hue);

/** Grafana's named colours have no such hue. */
const TEALS = ['#33a3a3', '#1f7a7a', '#6cc5c5', '#125454', '#a9dede'];

/**
 * Hues by what could be done about a category: switchable features are warm, filters red, what carries every request
 * green and teal, the kernel blue. The first whose pattern matches the id.
 */
const FAMILIES: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/^tracing/, shadesOf('orange')],
  [/^accesslog/, shadesOf('yellow')],
  [/^(telemetry|stats|xds|health-check)/, shadesOf('purple')],
  [/^(filter|admin)/, shadesOf('red')],
  [/^kernel/, shadesOf('blue')],
  [/^(network|buffers|allocation|serialization|event-loop)/, TEALS],
  [/./, shadesOf('green')],
];

/** A category has the same colour on every page, in every panel and at every size, so that two charts can be compared. */
export function categoryColor(id: string, theme: GrafanaTheme2): string {
  const category: CostCategory | undefined = COST_CATEGORIES.find((row) => row.id === id);
  if (id === '' || category?.ownership === 'remainder') {
    // What is no cause of anything.
    return restColor(theme);
  }
  const colors = familyOf(id);
  const place = COST_CATEGORIES.filter((row) => familyOf(row.id) === colors).findIndex((row) => row.id === id);
  return theme.visualization.getColorByName(colors[Math.max(0, place) % colors.length] ?? 'green');
}

const familyOf = (id: string) => FAMILIES.find(([pattern]) => pattern.test(id))?.[1] ?? TEALS;

/** Legible behind both themes, and lighter than any category. */
const GREY = '#9fa7b3';

export const restColor = (theme: GrafanaTheme2) => theme.visualization.getColorByName(GREY);
