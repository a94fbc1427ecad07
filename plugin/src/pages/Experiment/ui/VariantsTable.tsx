import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Dropdown, IconButton, Menu, Text, useStyles2, useTheme2 } from '@grafana/ui';
import type { Estimate, ExperimentReport, VariantReport } from '@meshprof/contracts';
import { effectOf, intervalText, microseconds, signedPercent } from '@shared/domain/experiment/effect-text';
import { variantColor, variantNames } from '@shared/domain/experiment/variant-color';
import { lookOfVerdict } from '@shared/domain/experiment/verdict-look';
import { formatAmount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { StateBadge } from '@shared/ui/StateBadge';
import { testIds } from '../../../test-ids';
import { variantLinks } from '../domain/variant-links';

/** One row a variant, the baseline first. */
export const VariantsTable = ({ report }: { report: ExperimentReport }) => (
  <DataTable
    caption={t('experiment.table.caption', 'Variants and what they cost, against the baseline')}
    columns={columnsOf(report)}
    rows={[...report.variants].sort((a, b) => Number(b.baseline) - Number(a.baseline))}
    rowId={({ name }) => name}
    rowTestId={({ name }) => testIds.experiment.row(name)}
    data-testid={testIds.experiment.table}
  />
);

function columnsOf(report: ExperimentReport): Array<Column<VariantReport>> {
  const hasLatency = report.variants.some(({ latencyUs }) => latencyUs !== null);
  return [
    {
      id: 'name',
      title: t('experiment.table.variant', 'Variant'),
      cell: (row) => <NameCell row={row} report={report} />,
    },
    {
      id: 'verdict',
      title: t('experiment.table.verdict', 'Verdict'),
      cell: ({ verdict, reason }) => verdict && <StateBadge look={{ ...lookOfVerdict(verdict), meaning: reason }} />,
    },
    {
      id: 'cpu',
      title: t('experiment.table.cpu', 'CPU per request'),
      numeric: true,
      cell: ({ cpuPerRequestUs }) => <EstimateCell estimate={cpuPerRequestUs} format={microseconds} />,
    },
    {
      id: 'rate',
      title: t('experiment.table.rate', 'Requests/s'),
      numeric: true,
      cell: ({ requestsPerSecond }) => <EstimateCell estimate={requestsPerSecond} format={shortNumber} />,
    },
    ...(hasLatency ? [latencyColumn()] : []),
    {
      id: 'switches',
      title: t('experiment.table.switches', 'Switches/request'),
      numeric: true,
      cell: ({ switchesPerRequest }) => (
        <EstimateCell estimate={switchesPerRequest} format={(value) => value.toPrecision(3)} />
      ),
    },
    {
      id: 'parts',
      title: t('experiment.table.parts', 'Direct + indirect'),
      numeric: true,
      cell: (row) => <PartsCell row={row} />,
    },
    {
      id: 'links',
      title: t('experiment.table.links', 'Profiles'),
      hideTitle: true,
      cell: (row) => <LinksCell row={row} report={report} />,
    },
  ];
}

const shortNumber = (value: number) => formatAmount(value, 'short');

const latencyColumn = (): Column<VariantReport> => ({
  id: 'latency',
  title: t('experiment.table.latency', 'p50 / p99 / p99.9'),
  numeric: true,
  cell: ({ latencyUs }) =>
    latencyUs ? [latencyUs.p50, latencyUs.p99, latencyUs.p999].map(latencyText).join(' / ') : '–',
});

/** Three digits say more than nothing and less than noise. */
const latencyText = (us: number) => (us < 1000 ? `${us.toFixed(0)} µs` : `${Number((us / 1000).toPrecision(3))} ms`);

function NameCell({ row, report }: { row: VariantReport; report: ExperimentReport }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <div className={styles.name}>
      <span
        className={styles.dot}
        style={{ background: variantColor(variantNames(report.spec), row.name, theme) }}
        aria-hidden
      />
      <div>
        {row.name}
        <div className={styles.small}>
          {row.baseline
            ? t('experiment.table.baseline', 'baseline')
            : t('experiment.table.slots', '{{count}} slots', { count: row.slots, defaultValue_one: 'one slot' })}
          {row.voidSlots > 0 && ` · ${t('experiment.table.void', '{{count}} void', { count: row.voidSlots })}`}
        </div>
      </div>
    </div>
  );
}

function EstimateCell({ estimate, format }: { estimate: Estimate; format: (value: number) => string }) {
  const styles = useStyles2(getStyles);
  const effect = effectOf(estimate);
  return (
    <>
      {format(estimate.estimate)} {effect && <strong>{signedPercent(effect.estimate)}</strong>}
      <div className={styles.small}>
        {effect ? intervalText(effect) : `${format(estimate.low)} – ${format(estimate.high)}`}
      </div>
    </>
  );
}

function PartsCell({ row: { reconciliation } }: { row: VariantReport }) {
  const styles = useStyles2(getStyles);
  if (!reconciliation) {
    return <>–</>;
  }
  const { directUs, indirectUs, reconciles } = reconciliation;
  return (
    <>
      {microseconds(directUs, { signed: true })} / {microseconds(indirectUs, { signed: true })}
      {!reconciles && (
        <div className={styles.small}>
          <Text color="warning">{t('experiment.table.not-reconciled', 'does not add up')}</Text>
        </div>
      )}
    </>
  );
}

function LinksCell({ row, report }: { row: VariantReport; report: ExperimentReport }) {
  const { flameGraph, offCpu, difference } = variantLinks(report, row);
  const menu = (
    <Menu>
      <Menu.Item
        label={t('experiment.table.flame-graph', 'Flame graph')}
        icon="fire"
        url={flameGraph}
        disabled={!flameGraph}
      />
      <Menu.Item
        label={t('experiment.table.off-cpu', 'Switches and waits')}
        icon="clock-nine"
        url={offCpu}
        disabled={!offCpu}
      />
      {!row.baseline && (
        <Menu.Item
          label={t('experiment.table.difference', 'What differs from the baseline')}
          icon="exchange-alt"
          url={difference}
          disabled={!difference}
        />
      )}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <IconButton
        name="fire"
        aria-label={t('experiment.table.links-of', 'Profiles of {{name}}', { name: row.name })}
        data-testid={testIds.experiment.links(row.name)}
      />
    </Dropdown>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  name: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'baseline', minWidth: 110 }),
  dot: css({ width: 10, height: 10, borderRadius: theme.shape.radius.circle, flex: 'none' }),
  small: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
});
