import React, { type ReactNode } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned with digits of one width, for numbers that are compared down the column. */
  numeric?: boolean;
  /** For short values that are harder to read over two lines. */
  nowrap?: boolean;
  /** Title for screen readers only, for columns of buttons. */
  hideTitle?: boolean;
  /** Left out on narrow screens. */
  optional?: boolean;
}

interface Props<Row> {
  columns: Array<Column<Row>>;
  rows: Row[];
  rowId: (row: Row) => string;
  rowTestId: (row: Row) => string;
  caption: string;
  isDimmed?: (row: Row) => boolean;
  'data-testid'?: string;
}

/** A plain HTML table: readable by every assistive tool and by Ctrl-F. */
export function DataTable<Row>({ columns, rows, rowId, rowTestId, caption, isDimmed, ...rest }: Props<Row>) {
  const styles = useStyles2(getStyles);
  const cellClass = (column: Column<Row>) =>
    cx(
      styles.cell,
      column.numeric && styles.numeric,
      column.nowrap && styles.nowrap,
      column.optional && styles.optional
    );
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-testid={rest['data-testid']}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cx(cellClass(column), styles.head)}>
                <span className={column.hideTitle ? 'sr-only' : undefined}>{column.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowId(row)}
              data-testid={rowTestId(row)}
              className={cx(styles.row, isDimmed?.(row) && styles.dimmed)}
            >
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
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
