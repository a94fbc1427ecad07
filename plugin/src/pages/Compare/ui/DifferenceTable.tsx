import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Tooltip, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import type { DifferenceRow } from '../domain/cost-differences';
import { formatPoints, intervalText, shareText } from '../domain/difference-text';
import { DifferenceBar } from './DifferenceBar';

const SHOWN_ROWS = 8;

interface Props {
  title: string;
  rows: DifferenceRow[];
  /** Of both sides, where rows are shares of samples. */
  samples: Array<number | undefined>;
}

export function DifferenceTable({ title, rows, samples }: Props) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  const widest = Math.max(...rows.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))));
  const columns: Array<Column<DifferenceRow>> = [
    { id: 'title', title, cell: (row) => <RowTitle row={row} /> },
    { id: 'left', title: t('compare.costs.left', 'Left'), numeric: true, cell: ({ left }) => shareText(left) },
    { id: 'right', title: t('compare.costs.right', 'Right'), numeric: true, cell: ({ right }) => shareText(right) },
    {
      id: 'difference',
      title: t('compare.costs.difference', 'Difference'),
      numeric: true,
      cell: ({ difference }) => formatPoints(difference),
    },
    {
      id: 'bar',
      title: t('compare.costs.bar', 'Bar'),
      hideTitle: true,
      optional: true,
      cell: (row) => <DifferenceBar row={row} widest={widest} />,
    },
    { id: 'interval', title: t('compare.costs.range', 'Between'), cell: (row) => intervalText(row, samples) },
  ];
  return (
    <div className={styles.box}>
      <DataTable
        columns={columns}
        rows={isOpen ? rows : rows.slice(0, SHOWN_ROWS)}
        rowId={({ id }) => id}
        rowTestId={({ id }) => testIds.compare.row(id)}
        isDimmed={({ verdict }) => verdict === 'not-shown'}
        caption={title}
      />
      {rows.length > SHOWN_ROWS && (
        <Button variant="secondary" fill="text" size="sm" onClick={() => setOpen(!isOpen)}>
          {isOpen
            ? t('compare.costs.fewer', 'Show fewer')
            : t('compare.costs.all', 'Show all {{count}}', { count: rows.length })}
        </Button>
      )}
    </div>
  );
}

function RowTitle({ row: { title, meaning, settings } }: { row: DifferenceRow }) {
  const styles = useStyles2(getStyles);
  const content = (
    <>
      <div>{meaning}</div>
      {settings.length > 0 && (
        <ul className={styles.settings}>
          {settings.map((setting) => (
            <li key={setting}>{setting}</li>
          ))}
        </ul>
      )}
    </>
  );
  return (
    <Tooltip content={content}>
      <span tabIndex={0} className={styles.hint}>
        {title}
      </span>
    </Tooltip>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ flex: '1 1 560px', minWidth: 0 }),
  hint: css({ textDecoration: `underline dotted ${theme.colors.border.strong}`, textUnderlineOffset: 3 }),
  settings: css({ margin: theme.spacing(0.5, 0, 0), paddingLeft: theme.spacing(2) }),
});
