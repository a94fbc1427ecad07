import React from 'react';
import { cx } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import type { Column } from './table-column';
import { cellClass, getTableStyles } from './table-styles';

export type { Column } from './table-column';

interface Props<Row> {
  columns: Array<Column<Row>>;
  rows: Row[];
  rowId: (row: Row) => string;
  rowTestId?: (row: Row) => string;
  caption: string;
  isDimmed?: (row: Row) => boolean;
  'data-testid'?: string;
}

/** A plain HTML table: readable by every assistive tool and by Ctrl-F. For thousands of rows see LongTable. */
export function DataTable<Row>({ columns, rows, rowId, rowTestId, caption, isDimmed, ...rest }: Props<Row>) {
  const styles = useStyles2(getTableStyles);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-testid={rest['data-testid']}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cx(cellClass(styles, column), styles.head)}>
                <span className={column.hideTitle ? 'sr-only' : undefined}>{column.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowId(row)}
              data-testid={rowTestId?.(row)}
              className={cx(styles.row, isDimmed?.(row) && styles.dimmed)}
            >
              {columns.map((column) => (
                <td key={column.id} className={cellClass(styles, column)}>
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
