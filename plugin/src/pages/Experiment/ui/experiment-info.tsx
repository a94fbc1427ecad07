import React from 'react';
import type { PluginPageProps } from '@grafana/runtime';
import type { Experiment } from '@meshprof/contracts';
import { lookOfExperimentState } from '@shared/domain/experiment/experiment-state-look';
import { t } from '@shared/domain/t';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';

/** What stands beside the title. */
export const experimentInfo = ({
  state,
  author,
  node,
  createdUnixMs,
  approvedBy,
}: Experiment): PluginPageProps['info'] => [
  {
    label: t('experiment.info.state', 'State'),
    value: <StateBadge look={lookOfExperimentState(state)} data-testid={testIds.experiment.state} />,
  },
  { label: t('experiment.info.node', 'Node'), value: node ?? '–' },
  { label: t('experiment.info.author', 'Author'), value: author },
  ...(approvedBy === undefined ? [] : [{ label: t('experiment.info.approved', 'Approved by'), value: approvedBy }]),
  {
    label: t('experiment.info.created', 'Created'),
    value: <TimeAgo iso={new Date(createdUnixMs).toISOString()} />,
  },
];
