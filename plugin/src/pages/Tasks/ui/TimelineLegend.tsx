import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { TaskState } from '@meshprof/contracts';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { barColors } from './timeline-colors';

/** One state for each colour. */
const SHOWN: readonly TaskState[] = ['scheduled', 'running', 'completed', 'partial', 'failed', 'cancelled'];

export function TimelineLegend() {
  const styles = useStyles2(getStyles);
  const colors = barColors(useTheme2());
  return (
    <ul className={styles.list}>
      {SHOWN.map((state) => {
        const { text, color } = lookOfTaskState(state);
        return (
          <li key={state} className={styles.item}>
            <span className={styles.sample} style={{ background: colors[color] }} />
            {text}
          </li>
        );
      })}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    ...theme.typography.bodySmall,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    margin: theme.spacing(1, 0, 0),
    padding: 0,
    listStyle: 'none',
    color: theme.colors.text.secondary,
  }),
  item: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  sample: css({ width: 14, height: 8, borderRadius: 2 }),
});
