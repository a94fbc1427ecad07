import React, { useState } from 'react';
import { dateTimeFormat } from '@grafana/data';
import { Button } from '@grafana/ui';
import type { PreviewedFiring, ThresholdOperator } from '@meshprof/contracts';
import { formatMeasured } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { StateBadge } from '@shared/ui/StateBadge';
import { lookOfFiring } from '../domain/firing-look';

interface Props {
  firings: PreviewedFiring[];
  op: ThresholdOperator;
  unit: string;
}

type Row = PreviewedFiring & { index: number };

const ROWS_AT_FIRST = 5;

export function PreviewedFirings({ firings, op, unit }: Props) {
  const [showsAll, setShowsAll] = useState(false);
  if (firings.length === 0) {
    return null;
  }
  const columns: Array<Column<Row>> = [
    {
      id: 'at',
      title: t('policies.previewed.at', 'When'),
      nowrap: true,
      cell: ({ at }) => dateTimeFormat(at, { format: 'HH:mm:ss' }),
    },
    { id: 'what', title: t('policies.previewed.what', 'What'), cell: ({ what, detail }) => detail ?? what },
    {
      id: 'measured',
      title: op === '>' ? t('policies.previewed.highest', 'Highest') : t('policies.previewed.lowest', 'Lowest'),
      numeric: true,
      cell: ({ measured }) => formatMeasured(measured, unit),
    },
    {
      id: 'outcome',
      title: t('policies.previewed.outcome', 'Outcome'),
      cell: ({ outcome }) => <StateBadge look={lookOfFiring(outcome)} />,
    },
  ];
  const rows = firings.map((firing, index) => ({ ...firing, index }));
  const hidden = showsAll ? 0 : Math.max(0, rows.length - ROWS_AT_FIRST);
  return (
    <>
      <DataTable
        caption={t('policies.previewed.caption', 'When it would have fired')}
        columns={columns}
        rows={showsAll ? rows : rows.slice(0, ROWS_AT_FIRST)}
        rowId={({ index }) => String(index)}
      />
      {hidden > 0 && (
        <Button variant="secondary" fill="text" size="sm" onClick={() => setShowsAll(true)}>
          {t('policies.previewed.more', 'Show {{count}} more', { count: hidden })}
        </Button>
      )}
    </>
  );
}
