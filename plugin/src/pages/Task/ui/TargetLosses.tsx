import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { Disclosure } from '@shared/ui/Disclosure';
import { testIds } from '../../../test-ids';
import type { TargetLoss } from '../domain/target-losses';

/** Each cause with its counter, what is missing and what to do. Nothing if nothing was lost. */
export function TargetLosses({ losses }: { losses: TargetLoss[] }) {
  const styles = useStyles2(getStyles);
  if (losses.length === 0) {
    return null;
  }
  return (
    <div className={styles.box} data-testid={testIds.losses.box}>
      <Disclosure
        title={t('task.losses.toggle', '{{count}} causes of losses', {
          count: losses.length,
          defaultValue_one: 'One cause of losses',
        })}
        data-testid={testIds.losses.toggle}
      >
        <ul className={styles.list}>
          {losses.map(({ id, title, amount, sentence, remedy }) => (
            <li key={id} data-testid={testIds.losses.cause(id)}>
              <strong>
                {title}: {amount}.
              </strong>{' '}
              {sentence} <span className={styles.remedy}>{remedy}</span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ margin: theme.spacing(0, 0, 2) }),
  list: css({
    margin: theme.spacing(0.5, 0, 0),
    paddingLeft: theme.spacing(4),
    li: { padding: theme.spacing(0.25, 0) },
    strong: { fontWeight: theme.typography.fontWeightMedium },
  }),
  remedy: css({ color: theme.colors.text.secondary }),
});
