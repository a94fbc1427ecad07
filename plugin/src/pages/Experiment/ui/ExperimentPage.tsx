import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { LinkButton } from '@grafana/ui';
import { useParams } from 'react-router-dom';
import { t } from '@shared/domain/t';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { experimentsUrl, experimentUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useExperimentPage } from '../domain/use-experiment-page';
import { ConfirmDialog } from './ConfirmDialog';
import { ExperimentActions } from './ExperimentActions';
import { ExperimentBody } from './ExperimentBody';
import { experimentInfo } from './experiment-info';

export default function ExperimentPage() {
  const { experimentId = '' } = useParams();
  const state = useExperimentPage(experimentId);
  const { query, experiment, command, rerun, remove } = state.data;
  const isUnknown = query.isError && problemOfError(query.error).code === 'not-found';
  const failures = [
    { error: command.error, what: t('experiment.page.not-sent', 'The experiment was not told so') },
    { error: rerun.error, what: t('experiment.page.not-rerun', 'The experiment was not run again') },
    { error: remove.error, what: t('experiment.page.not-deleted', 'The experiment was not deleted') },
  ];
  return (
    <PluginPage
      pageNav={{
        text: experiment?.title || t('experiment.page.title', 'Experiment'),
        url: experimentUrl(experimentId),
        parentItem: { text: t('experiment.page.parent', 'Experiments'), url: experimentsUrl() },
      }}
      info={experiment && experimentInfo(experiment)}
      actions={experiment && !isUnknown && <ExperimentActions experiment={experiment} state={state} />}
    >
      <div data-testid={testIds.experiment.page}>
        {failures.map(({ error, what }) => error && <ProblemAlert key={what} error={error} what={what} />)}
        {!isUnknown && (
          <QueryProblem
            query={query}
            shows="page"
            failed={t('experiment.page.failed', 'The experiment could not be loaded')}
          />
        )}
        {isUnknown && (
          <EmptyState
            icon="search"
            title={t('experiment.page.unknown', 'There is no such experiment')}
            action={<LinkButton href={experimentsUrl()}>{t('experiment.page.all', 'All experiments')}</LinkButton>}
          >
            {t('experiment.page.unknown-text', 'It may have been deleted, or the link belongs to another controller.')}
          </EmptyState>
        )}
        {query.isPending && <Loading text={t('experiment.page.loading', 'Loading the experiment…')} />}
        {experiment && !isUnknown && <ExperimentBody experiment={experiment} />}
        <ConfirmDialog {...state} />
      </div>
    </PluginPage>
  );
}
