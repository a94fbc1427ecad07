import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { testIds } from '../../test-ids';
import type { FrameProblem } from '../domain/sort-frames';
import { problemText } from './problem-text';

/** In the place of what could not be drawn: why, and what to change in which query. */
export function FrameProblems({ problems }: { problems: FrameProblem[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} data-testid={testIds.qpsPanel.problems}>
      {problems.map((problem) => {
        const { title, detail } = problemText(problem);
        return (
          <li key={title} className={styles.problem}>
            <Icon name="exclamation-triangle" className={styles.icon} />
            <div>
              <strong>{title}</strong>
              <div className={styles.detail}>{detail}</div>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: theme.spacing(1), overflow: 'auto' }),
  problem: css({ display: 'flex', gap: theme.spacing(1), padding: theme.spacing(0.5, 0), maxWidth: '80ch' }),
  icon: css({ color: theme.colors.warning.text, flex: 'none', marginTop: 2 }),
  detail: css({ color: theme.colors.text.secondary }),
});
