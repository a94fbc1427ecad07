import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Text, useStyles2 } from '@grafana/ui';
import { scheduleCells } from '@shared/domain/experiment/schedule-cells';
import { variantNames } from '@shared/domain/experiment/variant-color';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { ScheduleGrid } from '@shared/ui/experiment/ScheduleGrid';
import { SpecYaml } from '@shared/ui/experiment/SpecYaml';
import { testIds } from '../../../test-ids';
import type { NewExperimentPageState } from '../domain/use-new-experiment-page';
import { PlanFindings } from './PlanFindings';
import { PlanSummary } from './PlanSummary';

/** What the form's experiment would be if it were started now. */
export function PlanPanel({ data }: Pick<NewExperimentPageState, 'data'>) {
  const styles = useStyles2(getStyles);
  const { plan: state, missing, reasonNotToPlan, spec, form, refused } = data;
  const { plan, error, isBehind, retry } = state;
  const mayPlan = reasonNotToPlan === undefined;
  return (
    <section
      className={styles.panel}
      aria-label={t('new-experiment.plan.title', 'Plan')}
      data-testid={testIds.newExperiment.plan}
    >
      <h2 className={styles.title}>
        {t('new-experiment.plan.title', 'Plan')}{' '}
        {isBehind && mayPlan && <Icon name="sync" title={t('new-experiment.plan.asking', 'Asking…')} />}
      </h2>
      <div className={styles.parts}>
        {!mayPlan && <Text color="secondary">{reasonNotToPlan}</Text>}
        {mayPlan && missing && (
          <Text color="secondary">
            {t(
              'new-experiment.plan.empty',
              '{{missing}} Then this shows the order, the time it takes and what it could find.',
              {
                missing,
              }
            )}
          </Text>
        )}
        {!missing && error && (
          <ProblemAlert
            error={error}
            what={t('new-experiment.plan.failed', 'There is no plan')}
            fieldErrors={refused}
            onRetry={retry}
          />
        )}
        {!missing && !error && plan && (
          <div className={cx(styles.parts, isBehind && styles.behind)} aria-busy={isBehind}>
            <PlanFindings findings={plan.findings} />
            <PlanSummary plan={plan} minEffectPercent={form.minEffectPercent} />
            <div>
              <h3 className={styles.heading}>
                {t('new-experiment.plan.order', 'Order of measurement, a row a block')}
              </h3>
              <ScheduleGrid
                cells={scheduleCells(plan.schedule)}
                names={variantNames(spec)}
                data-testid={testIds.newExperiment.schedule}
              />
            </div>
          </div>
        )}
        <SpecYaml spec={spec} />
      </div>
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
  heading: css({ ...theme.typography.h6, marginBottom: theme.spacing(0.5) }),
  parts: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  behind: css({ opacity: 0.6 }),
});
