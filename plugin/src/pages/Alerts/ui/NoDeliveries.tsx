import React from 'react';
import { Button } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';

/** Nothing was ever delivered, or nothing passes the filters. */
export const NoDeliveries = ({ isEmpty, onClear }: { isEmpty: boolean; onClear: () => void }) =>
  isEmpty ? (
    <EmptyState icon="bell" title={t('alerts.empty.title', 'No alert has been delivered yet')}>
      {t(
        'alerts.empty.about',
        'Once a contact point sends alerts to the controller, each is listed here with its profile, or with the reason why there is none. The set-up above ends with a command that sends a trial alert.'
      )}
    </EmptyState>
  ) : (
    <EmptyState
      icon="filter"
      title={t('alerts.empty.filtered', 'No alert passes these filters')}
      action={<Button onClick={onClear}>{t('alerts.empty.clear', 'Clear the filters')}</Button>}
    >
      {t('alerts.empty.filtered-about', 'Alerts are kept for 30 days, unless the controller is set otherwise.')}
    </EmptyState>
  );
