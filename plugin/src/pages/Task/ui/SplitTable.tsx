import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Tooltip, useStyles2 } from '@grafana/ui';
import { formatShare } from '@shared/domain/format-amount';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import type { SplitRow } from '../domain/profile-split';

const SHOWN_ROWS = 8;

interface Props {
  title: string;
  rows: SplitRow[];
  /** The rows are counted, not sampled. Else a row without an interval has one that the store does not know. */
  isExact?: boolean;
}

function intervalText({ low, high }: SplitRow, isExact: boolean): string {
  if (low !== high) {
    return `${(low * 100).toFixed(1)} – ${(high * 100).toFixed(1)} %`;
  }
  return isExact ? 'exact' : '';
}

/** Shares with a bar each, whose whisker spans the interval. */
export function SplitTable({ title, rows, isExact = false }: Props) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? rows : rows.slice(0, SHOWN_ROWS);
  const columns: Array<Column<SplitRow>> = [
    { id: 'title', title, cell: (row) => <RowTitle row={row} /> },
    { id: 'bar', title: 'Bar', hideTitle: true, optional: true, cell: (row) => <ShareBar row={row} /> },
    { id: 'share', title: 'Share', numeric: true, nowrap: true, cell: ({ share }) => formatShare(share) },
    { id: 'interval', title: 'Between', numeric: true, nowrap: true, cell: (row) => intervalText(row, isExact) },
  ];
  return (
    <div className={styles.box}>
      <DataTable
        columns={columns}
        rows={shown}
        rowId={({ id }) => id}
        rowTestId={({ id }) => testIds.profile.splitRow(id)}
        caption={title}
      />
      {rows.length > SHOWN_ROWS && (
        <Button variant="secondary" fill="text" size="sm" onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show fewer' : `Show all ${rows.length}`}
        </Button>
      )}
    </div>
  );
}

function RowTitle({ row }: { row: SplitRow }) {
  const styles = useStyles2(getStyles);
  const content = (
    <>
      <div>{row.meaning}</div>
      {row.settings.length > 0 && (
        <ul className={styles.settings}>
          {row.settings.map((setting) => (
            <li key={setting}>{setting}</li>
          ))}
        </ul>
      )}
    </>
  );
  return (
    <Tooltip content={content}>
      <span tabIndex={0} className={styles.hint}>
        {row.title}
      </span>
    </Tooltip>
  );
}

function ShareBar({ row: { share, low, high } }: { row: SplitRow }) {
  const styles = useStyles2(getStyles);
  const percent = (value: number) => `${(value * 100).toFixed(2)}%`;
  return (
    <div className={styles.bar} aria-hidden>
      <div className={styles.fill} style={{ width: percent(share) }} />
      {high > low && <div className={styles.whisker} style={{ left: percent(low), width: percent(high - low) }} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ flex: '1 1 420px', minWidth: 0 }),
  hint: css({ textDecoration: `underline dotted ${theme.colors.border.strong}`, textUnderlineOffset: 3 }),
  settings: css({ margin: theme.spacing(0.5, 0, 0), paddingLeft: theme.spacing(2) }),
  bar: css({
    position: 'relative',
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
