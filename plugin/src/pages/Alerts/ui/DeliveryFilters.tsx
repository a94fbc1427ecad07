import React from 'react';
import { RadioButtonGroup } from '@grafana/ui';
import { ALERT_OUTCOMES, ALERT_SOURCES } from '@meshprof/contracts';
import { lookOfOutcome } from '@shared/domain/alert-outcome-look';
import { t } from '@shared/domain/t';
import { FilterBar } from '@shared/ui/FilterBar';
import { testIds } from '../../../test-ids';
import { titleOfSource } from '../domain/delivery-look';
import type { useAlertsPage } from '../domain/use-alerts-page';

type Props = ReturnType<typeof useAlertsPage>;

/** Those that pass on their own within a second are no filter anybody needs. */
const FILTERED_OUTCOMES = ALERT_OUTCOMES.filter((outcome) => outcome !== 'received');

export function DeliveryFilters({ data, actions }: Props) {
  const any = { label: t('alerts.filters.all', 'All'), value: undefined };
  return (
    <FilterBar
      search={{
        value: data.search,
        onChange: actions.setSearch,
        placeholder: t('alerts.filters.search', 'Search by name of the alert'),
        'data-testid': testIds.alerts.search,
      }}
    >
      <RadioButtonGroup
        options={[any, ...FILTERED_OUTCOMES.map((value) => ({ label: lookOfOutcome(value).text, value }))]}
        value={data.outcome}
        onChange={actions.setOutcome}
        aria-label={t('alerts.filters.outcome', 'Which outcomes to show')}
      />
      <RadioButtonGroup
        options={[any, ...ALERT_SOURCES.map((value) => ({ label: titleOfSource(value), value }))]}
        value={data.source}
        onChange={actions.setSource}
        aria-label={t('alerts.filters.source', 'Which senders to show')}
      />
    </FilterBar>
  );
}
