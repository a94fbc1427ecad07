import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** A thin bar that says how much of a limit is taken, and the text beside it; both of another colour near the limit. */
export const limitTrackStyles = (theme: GrafanaTheme2) => ({
  nearText: css({ color: theme.colors.warning.text }),
  track: css({
    height: theme.spacing(0.5),
    marginTop: theme.spacing(0.5),
    borderRadius: theme.shape.radius.pill,
    background: theme.colors.background.secondary,
    overflow: 'hidden',
  }),
  fill: css({ height: '100%', background: theme.colors.primary.main }),
  near: css({ background: theme.colors.warning.main }),
});
