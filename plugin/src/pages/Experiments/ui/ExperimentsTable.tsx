import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { Text, TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import type { ExperimentSummary } from '@meshprof/contracts';
import { lookOfExperimentState } from '@shared/domain/experiment/experiment-state-look';
import { variantColor } from '@shared/domain/experiment/variant-color';
import { abortSentence } from '@shared/domain/contract-texts/experiment-texts';
import { t } from '@shared/domain/t';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { ExperimentProgressBar } from '@shared/ui/experiment/ExperimentProgressBar';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { experimentUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

const columns = (): Array<Column<ExperimentSummary>> => [
  { id: 'title', title: t('experiments.table.title', 'Experiment'), cell: (row) => <TitleCell experiment={row} /> },
  {
    id: 'state',
    title: t('experiments.table.state', 'State'),
    cell: (row) => (
      <>
        <StateBadge look={lookOfExperimentState(row.state)} />
        {row.progress && <ExperimentProgressBar progress={row.progress} label={row.title} />}
      </>
    ),
  },
  {
    id: 'variants',
    title: t('experiments.table.variants', 'Variants'),
    optional: true,
    cell: ({ variants }) => <VariantsCell names={variants} />,
  },
  {
    id: 'where',
    title: t('experiments.table.node', 'Node'),
    optional: true,
    cell: ({ node }) => node ?? '–',
  },
  { id: 'author', title: t('experiments.table.author', 'Author'), optional: true, cell: ({ author }) => author },
  {
    id: 'created',
    title: t('experiments.table.created', 'Created'),
    nowrap: true,
    optional: true,
    cell: ({ createdUnixMs }) => <TimeAgo iso={new Date(createdUnixMs).toISOString()} />,
  },
];

export const ExperimentsTable = ({ experiments }: { experiments: ExperimentSummary[] }) => (
  <DataTable
    caption={t('experiments.table.caption', 'Experiments, newest first')}
    columns={columns()}
    rows={experiments}
    rowId={({ id }) => id}
    rowTestId={({ id }) => testIds.experiments.row(id)}
    data-testid={testIds.experiments.table}
  />
);

function TitleCell({ experiment }: { experiment: ExperimentSummary }) {
  const { id, title, abortReason, detail, waitingFor, silentSinceUnixMs } = experiment;
  const why = abortReason ? (detail ?? abortSentence(abortReason)) : waitingFor;
  return (
    <div>
      <TextLink href={experimentUrl(id)} inline={false} weight="medium">
        {title || t('experiments.table.untitled', 'Experiment {{id}}', { id })}
      </TextLink>
      {why && (
        <Text variant="bodySmall" color="secondary" element="p">
          {why}
        </Text>
      )}
      {silentSinceUnixMs !== undefined && (
        <Text variant="bodySmall" color="error" element="p">
          {t('experiments.table.silent', 'Its agent was last heard of {{when}}.', {
            when: dateTimeFormatTimeAgo(silentSinceUnixMs),
          })}
        </Text>
      )}
    </div>
  );
}

function VariantsCell({ names }: { names: readonly string[] }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <ul className={styles.variants}>
      {names.map((name) => (
        <li key={name} className={styles.variant}>
          <span className={styles.dot} style={{ background: variantColor(names, name, theme) }} aria-hidden />
          {name}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  variants: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.25, 1.5), listStyle: 'none', margin: 0 }),
  variant: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), ...theme.typography.bodySmall }),
  dot: css({ width: 8, height: 8, borderRadius: theme.shape.radius.circle, flex: 'none' }),
});
