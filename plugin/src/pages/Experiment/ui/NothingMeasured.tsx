import React from 'react';
import type { Experiment } from '@meshprof/contracts';
import { LinkButton } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { newExperimentUrl } from '../../../routes';

/** It ended before there was anything to report. */
export const NothingMeasured = ({ experiment: { id } }: { experiment: Experiment }) => (
  <EmptyState
    icon="calculator-alt"
    title={t('experiment.nothing.title', 'It ended before anything was measured')}
    action={
      <LinkButton variant="secondary" href={newExperimentUrl({ copy: id })}>
        {t('experiment.nothing.again', 'Try again with changes')}
      </LinkButton>
    }
  >
    {t('experiment.nothing.text', 'The message above says why. Mend that, and run it again.')}
  </EmptyState>
);
