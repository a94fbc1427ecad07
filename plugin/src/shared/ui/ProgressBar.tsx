import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';

interface Props {
  /** Of what; for assistive tools. */
  label: string;
  /** From 0 to 1. */
  share: number;
  /** The same in words, shown below the bar. */
  text: string;
}

/** How far something is, as a bar and in words. */
export function ProgressBar({ label, share, text }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={text}
      >
        <div className={styles.fill} style={{ width: `${share * 100}%` }} />
      </div>
      <Text variant="bodySmall" color="secondary">
        {text}
      </Text>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  track: css({
    height: theme.spacing(0.75),
    margin: theme.spacing(0.5, 0),
    borderRadius: theme.shape.radius.pill,
    background: theme.colors.background.secondary,
    overflow: 'hidden',
  }),
  fill: css({ height: '100%', background: theme.colors.primary.main }),
});
