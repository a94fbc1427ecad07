import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { formatShare } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { progressOf } from '@shared/domain/task-progress';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { StateBadge } from '@shared/ui/StateBadge';

export function TaskStateCell({ task }: { task: Task }) {
  const styles = useStyles2(getStyles);
  const progress = progressOf(task);
  return (
    <>
      <StateBadge look={lookOfTaskState(task.state)} />
      {progress !== undefined && (
        <div
          className={styles.track}
          role="progressbar"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(progress * 100)}
          aria-label={t('tasks.state.progress', 'Sampled so far')}
          title={formatShare(progress)}
        >
          <div className={styles.done} style={{ width: `${progress * 100}%` }} />
        </div>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  track: css({
    height: 4,
    maxWidth: 110,
    marginTop: theme.spacing(0.5),
    borderRadius: theme.shape.radius.pill,
    background: theme.colors.background.secondary,
    overflow: 'hidden',
  }),
  done: css({ height: '100%', background: theme.colors.primary.main }),
});
