import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Text, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { TaskForm } from '@shared/domain/task-form/task-form';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import type { Conflict } from '../domain/find-conflicts';
import type { PlanState } from '../domain/use-plan';
import { PlanConflicts } from './PlanConflicts';
import { PlanCost } from './PlanCost';
import { PlanLeftOut } from './PlanLeftOut';
import { PlanSummary } from './PlanSummary';
import { PlanTargets } from './PlanTargets';

interface Props {
  form: TaskForm;
  plan: PlanState;
  conflicts: Conflict[];
  mayPlan: boolean;
}

/** What the form's task would be if it were created now. */
export function PlanPanel({ form, plan: { plan, error, isBehind, isReady, retry }, conflicts, mayPlan }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.panel} aria-label={t('new-task.plan.title', 'Plan')} data-testid={testIds.newTask.plan}>
      <h2 className={styles.title}>
        {t('new-task.plan.title', 'Plan')}{' '}
        {isBehind && mayPlan && <Icon name="sync" title={t('new-task.plan.asking', 'Asking…')} />}
      </h2>
      {!mayPlan && (
        <Text color="secondary">{t('new-task.plan.forbidden', 'Only who may start tasks can plan them.')}</Text>
      )}
      {mayPlan && !isReady && (
        <Text color="secondary">
          {t(
            'new-task.plan.empty',
            'Give a condition, and this shows who matches, who is left out and why, and what it costs.'
          )}
        </Text>
      )}
      {error && <ProblemAlert error={error} what={t('new-task.plan.failed', 'There is no plan')} onRetry={retry} />}
      {isReady && !error && plan && (
        <div className={cx(styles.parts, isBehind && styles.behind)} aria-busy={isBehind}>
          <PlanSummary plan={plan} form={form} />
          <PlanConflicts conflicts={conflicts} />
          <PlanTargets plan={plan} />
          <PlanLeftOut leftOut={plan.leftOut} />
          <PlanCost cost={plan.cost} form={form} />
        </div>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    position: 'sticky',
    top: theme.spacing(2),
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    [theme.breakpoints.down('lg')]: { position: 'static' },
  }),
  title: css({ ...theme.typography.h4, marginBottom: theme.spacing(1.5) }),
  parts: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  behind: css({ opacity: 0.6 }),
});
