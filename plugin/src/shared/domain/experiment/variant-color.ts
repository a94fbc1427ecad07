import type { GrafanaTheme2 } from '@grafana/data';
import type { ExperimentSpec } from '@meshprof/contracts';

/** The baseline is what others are seen against. */
const BASELINE = '#9fa7b3';
const VARIANTS = ['blue', 'orange', 'purple', 'green', 'yellow', 'red', '#33a3a3', 'semi-dark-purple'];

/** A variant has the same colour in the plan, the run, the report and on the throughput page. Of Grafana's palette. */
export function variantColorName(names: readonly string[], name: string): string {
  const place = names.indexOf(name);
  return (place <= 0 ? undefined : VARIANTS[(place - 1) % VARIANTS.length]) ?? BASELINE;
}

export const variantColor = (names: readonly string[], name: string, theme: GrafanaTheme2): string =>
  theme.visualization.getColorByName(variantColorName(names, name));

/** Names of all variants, the baseline first. */
export const variantNames = ({ baseline, variants }: Pick<ExperimentSpec, 'baseline' | 'variants'>): string[] => [
  baseline.name,
  ...variants.map(({ name }) => name),
];
