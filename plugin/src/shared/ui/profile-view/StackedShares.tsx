import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { categoryColor } from '@shared/domain/category-color';
import type { SplitRow } from '@shared/domain/profile-view/split-rows';
import { formatShare } from '@shared/domain/format-amount';

interface Props {
  /** By cost category. */
  rows: SplitRow[];
  selected?: string;
  onToggle: (categoryId: string) => void;
}

/** Too thin to be seen or hit. */
const SMALLEST_SHARE = 0.002;

/** The whole profile as one bar of its cost categories. For eyes and pointers: the table below has it for everybody. */
export function StackedShares({ rows, selected, onToggle }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <div className={styles.bar} aria-hidden>
      {rows
        .filter(({ share }) => share >= SMALLEST_SHARE)
        .map(({ id, title, share }) => (
          // A title of its own and no Tooltip, which would make it a stop for the keyboard that screen readers do not see.
          <div
            key={id}
            title={`${title}: ${formatShare(share)}`}
            className={cx(styles.part, selected !== undefined && selected !== id && styles.faded)}
            style={{ width: `${share * 100}%`, background: categoryColor(id, theme) }}
            onClick={() => onToggle(id)}
          />
        ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    height: 20,
    overflow: 'hidden',
    marginBottom: theme.spacing(2),
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
  }),
  part: css({
    cursor: 'pointer',
    borderRight: `1px solid ${theme.colors.background.canvas}`,
    '&:hover': { filter: 'brightness(1.15)' },
  }),
  faded: css({ opacity: 0.35 }),
});
