import React from 'react';
import { LinkButton } from '@grafana/ui';
import { reasonNotToExperiment } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { newExperimentUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

export function NewExperimentButton() {
  const reason = reasonNotToExperiment();
  return (
    <LinkButton
      href={newExperimentUrl()}
      icon="plus"
      disabled={reason !== undefined}
      tooltip={reason}
      data-testid={testIds.experiments.create}
    >
      {t('experiments.page.new', 'New experiment')}
    </LinkButton>
  );
}
