import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { isTargetFinal, isTaskFinal } from '@shared/domain/task-activity';
import { EmptyState } from '@shared/ui/EmptyState';
import { TargetOutcome } from './TargetOutcome';
import { TargetProgressCard } from './TargetProgressCard';

/** One card for each target while it runs; afterwards only what did not go well needs words. */
export function TargetCards({ task }: { task: Task }) {
  const styles = useStyles2(getStyles);
  if (task.targets.length === 0) {
    return isTaskFinal(task.state) ? (
      <EmptyState icon="exclamation-circle" title={task.reason ?? 'No process was profiled'}>
        {task.remedy ?? 'The task ended before an agent found a process that matches its selector.'}
      </EmptyState>
    ) : (
      <EmptyState icon="clock-nine" title="Waiting for a process that matches">
        The controller hands the task to the agents. A target appears here as soon as one takes it.
      </EmptyState>
    );
  }
  // A task that failed for the one reason its target gives needs to say it once.
  const isSaidByTarget = task.targets.some(({ reasonCode }) => reasonCode === task.reasonCode);
  return (
    <div className={styles.cards}>
      {task.reason && !isSaidByTarget && (
        <Alert severity="error" title={task.reason} bottomSpacing={0}>
          {task.remedy}
        </Alert>
      )}
      {task.targets.map((target) =>
        isTargetFinal(target.state) ? (
          <TargetOutcome key={target.id} target={target} />
        ) : (
          <TargetProgressCard key={target.id} target={target} task={task} />
        )
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    '&:not(:empty)': { marginBottom: theme.spacing(2) },
  }),
});
