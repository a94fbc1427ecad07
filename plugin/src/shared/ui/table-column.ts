import type { ReactNode } from 'react';

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
  /**
   * CSS width, for long tables: they draw only the rows in sight, so their columns cannot be as wide as the widest cell.
   * Columns without one share what is left.
   */
  width?: string;
}
