import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import { reasonNotToExperiment } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { newExperimentUrl } from '../../../routes';
import { NewExperimentButton } from './NewExperimentButton';

interface Props {
  isFiltered: boolean;
  onClear: () => void;
}

export function NoExperiments({ isFiltered, onClear }: Props) {
  if (isFiltered) {
    return (
      <EmptyState
        icon="filter"
        title={t('experiments.none.filtered', 'No experiment matches the filters')}
        action={<Button onClick={onClear}>{t('experiments.none.clear', 'Clear the filters')}</Button>}
      >
        {t('experiments.none.filtered-text', 'Every word must occur in its title, note, variants, author or node.')}
      </EmptyState>
    );
  }
  const reason = reasonNotToExperiment();
  return (
    <EmptyState
      icon="vial"
      title={t('experiments.none.empty', 'No experiment yet')}
      action={
        <Stack direction="row" gap={1} wrap="wrap" justifyContent="center">
          <LinkButton
            href={newExperimentUrl({ template: 'tracing-sampling' })}
            icon="vial"
            variant="secondary"
            disabled={reason !== undefined}
            tooltip={reason}
          >
            {t('experiments.none.tracing', 'What does tracing cost?')}
          </LinkButton>
          <LinkButton
            href={newExperimentUrl({ template: 'access-log' })}
            icon="vial"
            variant="secondary"
            disabled={reason !== undefined}
            tooltip={reason}
          >
            {t('experiments.none.access-log', 'What does the access log cost?')}
          </LinkButton>
          <NewExperimentButton />
        </Stack>
      }
    >
      {t(
        'experiments.none.empty-text',
        'An experiment switches settings of one proxy back and forth under the same load, measures CPU per request for each, and says with an interval what a setting costs and what the difference is made of. It needs an experiment agent on the node of the proxy: meshprof experiment-agent.'
      )}
    </EmptyState>
  );
}
