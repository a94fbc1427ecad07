import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { testIds } from '../../test-ids';
import type { LossRow } from '../domain/loss-rows';

/** What a recording lacks: how much of what, why, and what to do. */
export function LossList({ losses }: { losses: LossRow[] }) {
  const styles = useStyles2(getStyles);
  return (
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
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    margin: theme.spacing(0.5, 0, 0),
    paddingLeft: theme.spacing(4),
    li: { padding: theme.spacing(0.25, 0) },
    strong: { fontWeight: theme.typography.fontWeightMedium },
  }),
  remedy: css({ color: theme.colors.text.secondary }),
});
