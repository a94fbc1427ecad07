import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { TaskPlan } from '@meshprof/contracts';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

/** Processes that match and would not be profiled: how many, why, what to do, and some of them. */
export function PlanLeftOut({ leftOut }: { leftOut: TaskPlan['leftOut'] }) {
  const styles = useStyles2(getStyles);
  if (leftOut.length === 0) {
    return null;
  }
  return (
    <div>
      <h3 className={styles.title}>{t('new-task.plan.left-out', 'Left out')}</h3>
      <ul className={styles.list}>
        {leftOut
          .map((row) => ({ ...row, ...translatedReason(row) }))
          .map(({ reasonCode, reason, remedy, count, examples }) => (
            <li key={reasonCode} data-testid={testIds.newTask.planLeftOut(reasonCode)}>
              <Text weight="medium">{formatCount(count)}</Text> {reason}
              <div>
                <Text variant="bodySmall" color="secondary">
                  {remedy ?? ''}
                </Text>
              </div>
              <div>
                <Text variant="bodySmall" color="secondary">
                  {examples.map(({ service, pid, node }) => `${service} (${pid}, ${node})`).join(', ')}
                  {count > examples.length && ' …'}
                </Text>
              </div>
            </li>
          ))}
      </ul>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h6, marginBottom: theme.spacing(0.5) }),
  list: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    paddingLeft: theme.spacing(2.5),
    margin: 0,
  }),
});
