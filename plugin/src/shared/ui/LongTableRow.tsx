import React, { memo, type ReactNode } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Column } from './table-column';
import { cellClass, getTableStyles } from './table-styles';

interface Props<Row> {
  row: Row;
  index: number;
  columns: Array<Column<Row>>;
  testId: string;
  isDimmed: boolean;
  wholeRow?: (row: Row) => ReactNode | undefined;
  /** Takes the row's height once it is in the document. */
  measure: (element: HTMLTableRowElement | null) => void;
}

function Row<RowData>({ row, index, columns, testId, isDimmed, wholeRow, measure }: Props<RowData>) {
  const styles = useStyles2(getTableStyles);
  const own = useStyles2(getStyles);
  const heading = wholeRow?.(row);
  return (
    <tr
      ref={measure}
      data-index={index}
      // The first row is that of the column titles.
      aria-rowindex={index + 2}
      data-testid={testId}
      className={cx(styles.row, isDimmed && styles.dimmed)}
    >
      {heading !== undefined ? (
        <th colSpan={columns.length} scope="rowgroup" className={cx(styles.cell, own.heading)}>
          {heading}
        </th>
      ) : (
        columns.map((column) => (
          <td key={column.id} className={cx(cellClass(styles, column), own.cell)}>
            {column.cell(row)}
          </td>
        ))
      )}
    </tr>
  );
}

/** Scrolling draws the table many times a second; a row that did not change is left alone. */
export const LongTableRow = memo(Row) as typeof Row;

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ background: theme.colors.background.secondary, fontWeight: theme.typography.fontWeightRegular }),
  cell: css({ overflowWrap: 'anywhere' }),
});
