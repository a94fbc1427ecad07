import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { LoadMore } from '@shared/ui/LoadMore';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { testIds } from '../../../test-ids';
import { useExperimentsPage } from '../domain/use-experiments-page';
import { ExperimentsFilters } from './ExperimentsFilters';
import { ExperimentsTable } from './ExperimentsTable';
import { NewExperimentButton } from './NewExperimentButton';
import { NoExperiments } from './NoExperiments';

export default function ExperimentsPage() {
  const { data, actions } = useExperimentsPage();
  const { query, experiments } = data;
  return (
    <PluginPage
      subTitle={t(
        'experiments.page.subtitle',
        'What a setting of the mesh costs, measured on a running proxy: variants take turns, and the configuration of before comes back.'
      )}
      actions={<NewExperimentButton />}
    >
      <div data-testid={testIds.experiments.page}>
        <QueryProblem query={query} failed={t('experiments.page.failed', 'The experiments could not be loaded')} />
        {query.isPending && <Loading text={t('experiments.page.loading', 'Loading experiments…')} />}
        {query.data && (experiments.length > 0 || data.isFiltered) && (
          <ExperimentsFilters data={data} actions={actions} />
        )}
        {query.data && experiments.length === 0 && (
          <NoExperiments isFiltered={data.isFiltered} onClear={actions.clearFilters} />
        )}
        {experiments.length > 0 && <ExperimentsTable experiments={experiments} />}
        <LoadMore query={query} data-testid={testIds.experiments.more} />
      </div>
    </PluginPage>
  );
}
