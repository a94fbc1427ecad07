import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { DifferenceRow } from '../domain/cost-differences';

interface Props {
  row: DifferenceRow;
  /** Largest distance from zero that a bar or whisker of the table reaches, as a share. */
  widest: number;
}

/** From zero in the middle to the right for more, to the left for less; the whisker spans the interval. */
export function DifferenceBar({ row: { difference, low, high, verdict }, widest }: Props) {
  const styles = useStyles2(getStyles);
  const place = (value: number) => 50 + (widest > 0 ? (value / widest) * 50 : 0);
  const span = (from: number, to: number) => ({ left: `${place(from)}%`, width: `${place(to) - place(from)}%` });
  const color = verdict === 'not-shown' ? styles.unsure : difference > 0 ? styles.more : styles.less;
  return (
    <div className={styles.bar} aria-hidden>
      <div className={`${styles.fill} ${color}`} style={span(Math.min(0, difference), Math.max(0, difference))} />
      <div className={styles.zero} />
      {high > low && <div className={styles.whisker} style={span(low, high)} />}
    </div>
  );
}

/** Orange and blue: told apart with every common kind of colour vision, unlike red and green. */
const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ position: 'relative', width: 160, height: 12 }),
  fill: css({ position: 'absolute', top: 1, height: 10 }),
  more: css({ background: theme.visualization.getColorByName('orange') }),
  less: css({ background: theme.visualization.getColorByName('blue') }),
  unsure: css({ background: theme.colors.action.disabledBackground }),
  zero: css({ position: 'absolute', left: '50%', width: 1, height: 12, background: theme.colors.border.strong }),
  whisker: css({ position: 'absolute', top: 5, height: 2, minWidth: 2, background: theme.colors.text.primary }),
});
