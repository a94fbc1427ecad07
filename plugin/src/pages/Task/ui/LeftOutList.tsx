import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { reasonText } from '@shared/domain/contract-texts/reason-texts';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

/** Processes that matched and were not profiled, with the reason and what to do. */
export function LeftOutList({ leftOut }: Pick<Task, 'leftOut'>) {
  const styles = useStyles2(getStyles);
  if (leftOut.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} data-testid={testIds.task.leftOut} aria-label={t('task.left-out.label', 'Left out')}>
      {leftOut.map(({ count, ...said }) => (
        <li key={said.reasonCode}>
          <Icon name="ban" />{' '}
          {t('task.left-out.row', '{{count}} processes match but were left out', {
            count,
            defaultValue_one: '1 process matches but was left out',
          })}
          {': '}
          {reasonText(said)}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    listStyle: 'none',
    margin: theme.spacing(0, 0, 2),
    padding: 0,
    color: theme.colors.text.secondary,
  }),
});
