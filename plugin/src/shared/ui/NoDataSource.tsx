import React from 'react';
import { LinkButton } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { configurationUrl } from '../../routes';
import { EmptyState } from './EmptyState';

/** Instead of anything that a profile store would have to answer. */
export const NoDataSource = () => (
  <EmptyState
    icon="database"
    title={t('shared.no-data-source.title', 'No Pyroscope data source')}
    action={<LinkButton href={configurationUrl()}>{t('shared.no-data-source.action', 'Configuration')}</LinkButton>}
  >
    {t(
      'shared.no-data-source.text',
      'Profiles are stored, but Grafana has no data source to read them with. Add a Pyroscope data source, or choose another one in the app’s configuration.'
    )}
  </EmptyState>
);
