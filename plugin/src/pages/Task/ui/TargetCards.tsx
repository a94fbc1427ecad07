import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import type { Task, TaskTarget } from '@meshprof/contracts';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { isTargetFinal, isTaskFinal } from '@shared/domain/task-activity';
import { EmptyState } from '@shared/ui/EmptyState';
import { lookOfTargetState } from '@shared/domain/task-state-look';
import { outcomeSeverity } from '../domain/outcome-severity';
import { TargetOutcome } from './TargetOutcome';
import { TargetProgressCard } from './TargetProgressCard';

/** A page of a thousand cards is no progress to watch; the rest are counted. */
const SHOWN_CARDS = 20;

/** One card for each target while it runs; afterwards only what did not go well needs words. */
export function TargetCards({ task }: { task: Task }) {
  const styles = useStyles2(getStyles);
  const { reason, remedy } = translatedReason(task);
  if (task.targets.length === 0) {
    return isTaskFinal(task.state) ? (
      <EmptyState icon="exclamation-circle" title={reason ?? t('task.targets.none', 'No process was profiled')}>
        {remedy ??
          t('task.targets.none-text', 'The task ended before an agent found a process that matches its selector.')}
      </EmptyState>
    ) : (
      <EmptyState icon="clock-nine" title={t('task.targets.waiting', 'Waiting for a process that matches')}>
        {t(
          'task.targets.waiting-text',
          'The controller hands the task to the agents. A target appears here as soon as one takes it.'
        )}
      </EmptyState>
    );
  }
  // A task that failed for the one reason its target gives needs to say it once.
  const isSaidByTarget = task.targets.some(({ reasonCode }) => reasonCode === task.reasonCode);
  const worthACard = task.targets.filter((target) => !isTargetFinal(target.state) || outcomeSeverity(target));
  return (
    <div className={styles.cards}>
      {reason && !isSaidByTarget && (
        <Alert severity="error" title={reason} bottomSpacing={0}>
          {remedy}
        </Alert>
      )}
      {worthACard
        .slice(0, SHOWN_CARDS)
        .map((target) =>
          isTargetFinal(target.state) ? (
            <TargetOutcome key={target.id} target={target} />
          ) : (
            <TargetProgressCard key={target.id} target={target} task={task} />
          )
        )}
      {worthACard.length > SHOWN_CARDS && (
        <div>
          {t('task.targets.more', 'and {{targets}} more: {{states}}', {
            targets: formatCount(worthACard.length - SHOWN_CARDS),
            states: statesText(worthACard.slice(SHOWN_CARDS)),
          })}
        </div>
      )}
    </div>
  );
}

/** "12 running, 3 failed" */
function statesText(targets: TaskTarget[]): string {
  const counts = new Map<string, number>();
  for (const { state } of targets) {
    const { text } = lookOfTargetState(state);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${formatCount(count)} ${text.toLowerCase()}`).join(', ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    '&:not(:empty)': { marginBottom: theme.spacing(2) },
  }),
});
