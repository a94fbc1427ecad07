import React from 'react';
import { Input, MultiCombobox } from '@grafana/ui';
import { EXPERIMENT_STATES } from '@meshprof/contracts';
import { lookOfExperimentState } from '@shared/domain/experiment/experiment-state-look';
import { t } from '@shared/domain/t';
import { FilterBar } from '@shared/ui/FilterBar';
import { FilterChoice } from '@shared/ui/FilterChoice';
import { testIds } from '../../../test-ids';
import type { ExperimentsPageState } from '../domain/use-experiments-page';

export function ExperimentsFilters({ data: { filter, isFiltered }, actions }: ExperimentsPageState) {
  return (
    <FilterBar
      search={{
        value: filter.search,
        onChange: actions.setSearch,
        placeholder: t('experiments.filters.search', 'Search title, variant, author, node'),
        label: t('experiments.filters.search-label', 'Search experiments'),
        'data-testid': testIds.experiments.search,
      }}
      onClear={isFiltered ? actions.clearFilters : undefined}
    >
      <FilterChoice id="experiments-state" label={t('experiments.filters.state', 'State')} isWide>
        <MultiCombobox
          id="experiments-state"
          options={EXPERIMENT_STATES.map((state) => ({ value: state, label: lookOfExperimentState(state).text }))}
          value={[...filter.states]}
          onChange={(options) => actions.setStates(options.map(({ value }) => value))}
          placeholder={t('experiments.filters.any-state', 'Any state')}
          isClearable
        />
      </FilterChoice>
      <FilterChoice>
        <Input
          value={filter.author}
          onChange={(event) => actions.setAuthor(event.currentTarget.value)}
          placeholder={t('experiments.filters.author', 'Author')}
          aria-label={t('experiments.filters.author', 'Author')}
        />
      </FilterChoice>
    </FilterBar>
  );
}
