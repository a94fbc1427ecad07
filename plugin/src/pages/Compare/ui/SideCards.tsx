import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { Choices } from '../domain/use-choices';
import type { ComparePageState } from '../domain/use-compare-page';
import { SideCard } from './SideCard';

interface Props extends ComparePageState {
  choices: Choices;
}

export function SideCards({ data, actions, choices }: Props) {
  const styles = useStyles2(getStyles);
  const { left, right, type } = data;
  return (
    <div className={styles.cards}>
      <SideCard
        side={left}
        type={type}
        choices={choices}
        onChange={(ref) => actions.setSide('left', ref)}
        title={t('compare.side.left', 'Left: compare with')}
      />
      <SideCard
        side={right}
        type={type}
        choices={choices}
        onChange={(ref) => actions.setSide('right', ref)}
        title={t('compare.side.right', 'Right: what changed')}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(2),
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
