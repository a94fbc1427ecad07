import type { GrafanaTheme2 } from '@grafana/data';
import type { StateLook } from '@shared/domain/task-state-look';

/** Of bars, by the colour of the state's badge. */
export const barColors = ({ colors, visualization }: GrafanaTheme2): Record<StateLook['color'], string> => ({
  green: colors.success.main,
  blue: colors.primary.main,
  orange: colors.warning.main,
  red: colors.error.main,
  purple: visualization.getColorByName('purple'),
  darkgrey: colors.text.disabled,
  brand: colors.text.disabled,
});
