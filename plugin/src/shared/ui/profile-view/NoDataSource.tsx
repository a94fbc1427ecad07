import React from 'react';
import { LinkButton } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { configurationUrl } from '../../../routes';

export const NoDataSource = () => (
  <EmptyState
    icon="database"
    title={t('profile-view.no-data-source.title', 'No Pyroscope data source')}
    action={
      <LinkButton href={configurationUrl()}>{t('profile-view.no-data-source.action', 'Configuration')}</LinkButton>
    }
  >
    {t(
      'profile-view.no-data-source.advice',
      'Profiles are stored, but Grafana has no data source to read them with. Add a Pyroscope data source, or choose another one in the app’s configuration.'
    )}
  </EmptyState>
);
