import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { Column } from './table-column';

/** What every table of the app looks like. */
export const getTableStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    // Texts for screen readers are placed absolutely; without this they would widen the page instead of the box.
    position: 'relative',
    overflowX: 'auto',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  table: css({ width: '100%', borderCollapse: 'collapse' }),
  head: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightMedium,
    whiteSpace: 'nowrap',
  }),
  row: css({
    borderTop: `1px solid ${theme.colors.border.weak}`,
    '&:hover': { background: theme.colors.action.hover },
  }),
  dimmed: css({ color: theme.colors.text.secondary }),
  cell: css({ padding: theme.spacing(1, 1.5), verticalAlign: 'middle', textAlign: 'left' }),
  numeric: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  nowrap: css({ whiteSpace: 'nowrap' }),
  optional: css({ [theme.breakpoints.down('md')]: { display: 'none' } }),
});

export type TableStyles = ReturnType<typeof getTableStyles>;

export const cellClass = <Row>(styles: TableStyles, { numeric, nowrap, optional }: Column<Row>): string =>
  cx(styles.cell, numeric && styles.numeric, nowrap && styles.nowrap, optional && styles.optional);
