import React, { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useVirtualizer } from '@tanstack/react-virtual';
import { LongTableRow } from './LongTableRow';
import type { Column } from './table-column';
import { cellClass, getTableStyles } from './table-styles';
import { useIsNarrow } from './use-is-narrow';

export interface LongTableProps<Row> {
  columns: Array<Column<Row>>;
  rows: Row[];
  rowId: (row: Row) => string;
  rowTestId: (row: Row) => string;
  caption: string;
  isDimmed?: (row: Row) => boolean;
  /** For rows that are headings of those below: one cell over all columns. Undefined for every other row. */
  wholeRow?: (row: Row) => ReactNode | undefined;
  /** Height that a row is taken to have until it has been drawn. */
  estimatedRowPx: number;
  /** Called when the last rows come into sight. */
  onNearEnd?: () => void;
  /** There are more rows than were loaded, nobody knows how many. */
  hasMore?: boolean;
  'data-testid'?: string;
}

/** Up to here every row is drawn, which also leaves the browser's own search in the page working. */
const DRAWN_WHOLE = 60;
const OVERSCAN_ROWS = 12;
const NEAR_END_ROWS = 30;

/**
 * A table of any length in a box of its own. Only rows in sight are in the document; `aria-rowcount` and `aria-rowindex`
 * tell assistive tools of the others. Columns and callbacks should keep their identity, since rows are redrawn with them.
 */
export function LongTable<Row>(props: LongTableProps<Row>) {
  const { rows, rowId, rowTestId, caption, isDimmed, wholeRow, estimatedRowPx, hasMore = false } = props;
  const columns = useShownColumns(props.columns);
  const styles = useStyles2(getTableStyles);
  const own = useStyles2(getStyles);
  const box = useRef<HTMLDivElement>(null);
  const isLong = rows.length > DRAWN_WHOLE;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => (rows[index] === undefined ? index : rowId(rows[index])),
    overscan: OVERSCAN_ROWS,
    enabled: isLong,
  });
  const inSight = virtualizer.getVirtualItems();
  const drawn = isLong ? inSight.map(({ index }) => index) : rows.map((_row, index) => index);
  const above = isLong ? (inSight[0]?.start ?? 0) : 0;
  const below = isLong ? virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0) : 0;
  useNearEnd((drawn.at(-1) ?? -1) >= rows.length - NEAR_END_ROWS, rows.length, props.onNearEnd);

  return (
    <div
      ref={box}
      className={cx(styles.scroll, own.box)}
      // A box that scrolls must be within reach of the keyboard.
      {...(isLong && { tabIndex: 0, role: 'region', 'aria-label': caption })}
    >
      <table
        className={cx(styles.table, own.table)}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        data-testid={props['data-testid']}
      >
        <caption className="sr-only">{caption}</caption>
        <thead className={own.head}>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                style={{ width: column.width }}
                className={cx(cellClass(styles, column), styles.head)}
              >
                <span className={column.hideTitle ? 'sr-only' : undefined}>{column.title}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap heightPx={above} columns={columns.length} />
          {drawn.map((index) => {
            const row = rows[index];
            return row === undefined ? null : (
              <LongTableRow
                key={rowId(row)}
                row={row}
                index={index}
                columns={columns}
                testId={rowTestId(row)}
                isDimmed={isDimmed?.(row) ?? false}
                wholeRow={wholeRow}
                measure={virtualizer.measureElement}
              />
            );
          })}
          <Gap heightPx={below} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** Headings span the columns there are; one column too many would take its share of a fixed layout. */
function useShownColumns<Row>(columns: Array<Column<Row>>): Array<Column<Row>> {
  const isNarrow = useIsNarrow();
  return useMemo(() => (isNarrow ? columns.filter(({ optional }) => !optional) : columns), [columns, isNarrow]);
}

function useNearEnd(isNear: boolean, rowCount: number, onNearEnd: (() => void) | undefined): void {
  useEffect(() => {
    if (isNear) {
      onNearEnd?.();
    }
  }, [isNear, rowCount, onNearEnd]);
}

/** Stands for rows out of sight. */
const Gap = ({ heightPx, columns }: { heightPx: number; columns: number }) =>
  heightPx > 0 ? (
    <tr aria-hidden style={{ height: heightPx }}>
      <td colSpan={columns} style={{ padding: 0 }} />
    </tr>
  ) : null;

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    maxHeight: 'max(420px, calc(100vh - 260px))',
    overflowY: 'auto',
    // Rows that are measured late must not make the page jump.
    overflowAnchor: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  table: css({ tableLayout: 'fixed' }),
  head: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    background: theme.colors.background.primary,
    // A border would stay behind when the head sticks.
    boxShadow: `inset 0 -1px ${theme.colors.border.weak}`,
  }),
});
