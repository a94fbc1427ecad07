import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { ExperimentProgress } from '@meshprof/contracts';
import { progressText, shareDone, timeLeftText } from '../../domain/experiment/progress-text';

interface Props {
  progress: ExperimentProgress;
  /** Of what; for assistive tools. */
  label: string;
}

/** How far a run is, and how long it still takes. */
export function ExperimentProgressBar({ progress, label }: Props) {
  const styles = useStyles2(getStyles);
  const share = shareDone(progress);
  const text = `${progressText(progress)} · ${timeLeftText(progress.leftMs)}`;
  return (
    <div>
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
    </div>
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
