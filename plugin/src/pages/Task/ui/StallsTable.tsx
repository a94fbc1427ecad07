import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { TargetSummary } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import { type StallRow, stallRows } from '../domain/stall-rows';

const columns = (): Array<Column<StallRow>> => [
  { id: 'thread', title: t('task.stalls.loop', 'Event loop'), nowrap: true, cell: ({ thread }) => thread },
  { id: 'stalls', title: t('task.stalls.stalls', 'Stalls'), numeric: true, cell: ({ stalls }) => stalls },
  {
    id: 'longest',
    title: t('task.stalls.longest', 'Longest'),
    numeric: true,
    nowrap: true,
    cell: ({ longest }) => longest,
  },
  { id: 'time', title: t('task.stalls.time', 'Time'), numeric: true, nowrap: true, cell: ({ time }) => time },
  { id: 'on-cpu', title: t('task.stalls.on-cpu', 'On CPU'), numeric: true, nowrap: true, cell: ({ onCpu }) => onCpu },
  { id: 'mostly-in', title: t('task.stalls.mostly-in', 'Mostly in'), cell: (row) => <MostlyIn row={row} /> },
];

function MostlyIn({ row: { path, costCategory, neverIdle } }: { row: StallRow }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {path.length > 0 && <span className={styles.path}>{path.join(' › ')}</span>}
      {costCategory && <div>{costCategory}</div>}
      {neverIdle && (
        <Text variant="bodySmall" color="secondary">
          {t(
            'task.stalls.never-idle',
            'Also {{time}} without a wait for events that was no stall: many rounds, or not over at the end.',
            { time: neverIdle }
          )}
        </Text>
      )}
    </>
  );
}

/** Exact in number and time. The flame graph below shows where that time was spent. */
export function StallsTable({ summary }: { summary: TargetSummary }) {
  const styles = useStyles2(getStyles);
  const rows = stallRows(summary);
  if (rows.length === 0) {
    return null;
  }
  return (
    <div className={styles.box}>
      <DataTable
        columns={columns()}
        rows={rows}
        rowId={({ id }) => id}
        rowTestId={({ id }) => testIds.stalls.row(id)}
        caption={t('task.stalls.caption', 'Stalls of event loops')}
        data-testid={testIds.stalls.table}
      />
      <Text variant="bodySmall" color="secondary">
        {t('task.stalls.meaning', 'While an event loop is busy with one thing, every other request on it waits.')}
      </Text>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginBottom: theme.spacing(2) }),
  path: css({
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
});
