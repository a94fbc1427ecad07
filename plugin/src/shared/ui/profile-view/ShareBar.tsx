import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { SplitRow } from '@shared/domain/profile-view/split-rows';

interface Props {
  row: SplitRow;
  color?: string;
  /** The share that fills the bar, so that small shares can be told apart. */
  fullShare: number;
}

/** A share as a bar; its whisker spans the interval. The table says the same in numbers. */
export function ShareBar({ row: { share, low, high }, color, fullShare }: Props) {
  const styles = useStyles2(getStyles);
  const percent = (value: number) => `${((value / fullShare) * 100).toFixed(2)}%`;
  return (
    <div className={styles.bar} aria-hidden>
      <div className={styles.fill} style={{ width: percent(share), ...(color && { background: color }) }} />
      {high > low && <div className={styles.whisker} style={{ left: percent(low), width: percent(high - low) }} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    position: 'relative',
    overflow: 'hidden',
    width: 160,
    height: 10,
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  fill: css({
    position: 'absolute',
    inset: '0 auto 0 0',
    background: theme.colors.primary.main,
    borderRadius: theme.shape.radius.default,
  }),
  whisker: css({
    position: 'absolute',
    top: 4,
    height: 2,
    minWidth: 2,
    background: theme.colors.text.primary,
  }),
});
