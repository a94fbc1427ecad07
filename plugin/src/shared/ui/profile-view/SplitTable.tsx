import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import { categoryColor } from '@shared/domain/category-color';
import { formatShare } from '@shared/domain/format-amount';
import type { DimensionId } from '@shared/domain/profile-view/split-dimensions';
import type { Split, SplitRow } from '@shared/domain/profile-view/split-rows';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import { ShareBar } from './ShareBar';

/** So that the flame graph below begins on the first screen. */
const SHOWN_ROWS = 5;

interface Props {
  title: string;
  dimension: DimensionId;
  split: Split;
  /** The part that the graph is narrowed down to. */
  selected?: string;
  onToggle: (part: string) => void;
  moreColumns?: Array<Column<SplitRow>>;
}

function intervalText({ low, high }: SplitRow, isExact: boolean): string {
  if (low !== high) {
    return `${(low * 100).toFixed(1)} – ${(high * 100).toFixed(1)} %`;
  }
  return isExact ? t('profile-view.split.exact', 'exact') : '';
}

const intervalColumn = (knowsIntervals: boolean): Column<SplitRow> => ({
  id: 'interval',
  title: t('profile-view.split.between', 'Between'),
  numeric: true,
  nowrap: true,
  optional: true,
  cell: (row) => intervalText(row, knowsIntervals),
});

/** Shares with a bar each. A click on a row narrows the graph down to it. */
export function SplitTable({ title, dimension, split, selected, onToggle, moreColumns = [] }: Props) {
  const { rows, knowsIntervals } = split;
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? rows : rows.filter((row, index) => index < SHOWN_ROWS || row.id === selected);
  const fullShare = Math.max(...rows.map(({ share, high }) => (knowsIntervals ? high : share)), Number.MIN_VALUE);
  const hasIntervals = rows.some((row) => intervalText(row, knowsIntervals) !== '');
  const colorOf = ({ id }: SplitRow) => (dimension === 'category' ? categoryColor(id, theme) : undefined);
  const columns: Array<Column<SplitRow>> = [
    {
      id: 'title',
      title,
      cell: (row) => <RowTitle row={row} isSelected={row.id === selected} onToggle={() => onToggle(row.id)} />,
    },
    {
      id: 'bar',
      title: t('profile-view.split.bar', 'Bar'),
      hideTitle: true,
      optional: true,
      cell: (row) => <ShareBar row={row} color={colorOf(row)} fullShare={fullShare} />,
    },
    {
      id: 'share',
      title: t('profile-view.split.share', 'Share'),
      numeric: true,
      nowrap: true,
      cell: ({ share }) => formatShare(share),
    },
    ...(hasIntervals ? [intervalColumn(knowsIntervals)] : []),
    ...moreColumns,
  ];
  return (
    <div>
      <DataTable
        columns={columns}
        rows={shown}
        rowId={({ id }) => id}
        rowTestId={({ id }) => testIds.profile.splitRow(id)}
        isDimmed={({ id }) => selected !== undefined && id !== selected}
        caption={title}
      />
      {rows.length > SHOWN_ROWS && (
        <div className={styles.more}>
          <Button variant="secondary" fill="text" size="sm" onClick={() => setOpen(!isOpen)}>
            {isOpen
              ? t('profile-view.split.fewer', 'Show fewer')
              : t('profile-view.split.all', 'Show all {{rows}}', { rows: rows.length })}
          </Button>
        </div>
      )}
    </div>
  );
}

function RowTitle({ row, isSelected, onToggle }: { row: SplitRow; isSelected: boolean; onToggle: () => void }) {
  const styles = useStyles2(getStyles);
  const action = isSelected
    ? t('profile-view.split.show-all', 'Click to show everything again.')
    : t('profile-view.split.show-only', 'Click to show only this part in the flame graph.');
  const content = (
    <>
      {row.meaning && <div>{row.meaning}</div>}
      {row.settings.length > 0 && (
        <ul className={styles.settings}>
          {row.settings.map((setting) => (
            <li key={setting}>{setting}</li>
          ))}
        </ul>
      )}
      <div>{action}</div>
    </>
  );
  return (
    <Tooltip content={content}>
      <button type="button" className={styles.title} aria-pressed={isSelected} onClick={onToggle}>
        {row.title}
      </button>
    </Tooltip>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    textAlign: 'left',
    overflowWrap: 'anywhere',
    '&:hover': { textDecoration: 'underline' },
    '&[aria-pressed="true"]': { color: theme.colors.text.link, fontWeight: theme.typography.fontWeightMedium },
  }),
  settings: css({ margin: theme.spacing(0.5, 0), paddingLeft: theme.spacing(2) }),
  more: css({ marginTop: theme.spacing(0.5) }),
});
