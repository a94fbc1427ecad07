import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { TargetSummary } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import { wakerRows, wakersLeftOutText, type WakerRow } from '../domain/waker-rows';

const columns = (): Array<Column<WakerRow>> => [
  { id: 'who', title: t('task.wakers.who', 'Who ended the waits'), cell: ({ who }) => who },
  { id: 'class', title: t('task.wakers.class', 'Waits of this kind'), cell: ({ waitClass }) => waitClass },
  { id: 'time', title: t('task.wakers.time', 'Time waited'), numeric: true, nowrap: true, cell: ({ time }) => time },
  { id: 'waits', title: t('task.wakers.waits', 'Waits'), numeric: true, nowrap: true, cell: ({ waits }) => waits },
];

/** Exact: counted for every wait. The flame graph below shows from where they were ended. */
export function WakersTable({ summary }: { summary: TargetSummary }) {
  const styles = useStyles2(getStyles);
  const rows = wakerRows(summary);
  if (rows.length === 0) {
    return null;
  }
  const leftOut = wakersLeftOutText(summary);
  return (
    <div className={styles.box}>
      <DataTable
        columns={columns()}
        rows={rows}
        rowId={({ id }) => id}
        rowTestId={({ id }) => testIds.wakers.row(id)}
        isDimmed={({ isIdle }) => isIdle}
        caption={t('task.wakers.who', 'Who ended the waits')}
        data-testid={testIds.wakers.table}
      />
      <Text variant="bodySmall" color="secondary">
        {leftOut && `${leftOut}. `}
        {t(
          'task.wakers.meaning',
          'Counted for every wait. It says who ended a wait, not what was waited for: a packet from the network is the network’s, whoever sent it; over loopback it is the sender’s.'
        )}
      </Text>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ box: css({ marginBottom: theme.spacing(2) }) });
