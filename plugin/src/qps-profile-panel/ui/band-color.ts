import type { GrafanaTheme2 } from '@grafana/data';
import type { Band, BandKind } from '../domain/bands';

const COLORS: Record<BandKind, string> = {
  task: 'blue',
  experiment: 'purple',
  alert: 'red',
  other: 'yellow',
};

export const bandColor = ({ color, kind }: Pick<Band, 'color' | 'kind'>, theme: GrafanaTheme2): string =>
  theme.visualization.getColorByName(color ?? COLORS[kind]);
