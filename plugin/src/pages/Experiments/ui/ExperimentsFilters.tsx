import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, Input, MultiCombobox, useStyles2 } from '@grafana/ui';
import { EXPERIMENT_STATES } from '@meshprof/contracts';
import { lookOfExperimentState } from '@shared/domain/experiment/experiment-state-look';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { ExperimentsPageState } from '../domain/use-experiments-page';

export function ExperimentsFilters({ data: { filter, isFiltered }, actions }: ExperimentsPageState) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar} role="search">
      <div className={styles.search}>
        <FilterInput
          escapeRegex={false}
          value={filter.search}
          onChange={actions.setSearch}
          placeholder={t('experiments.filters.search', 'Search title, variant, author, node')}
          aria-label={t('experiments.filters.search-label', 'Search experiments')}
          data-testid={testIds.experiments.search}
        />
      </div>
      <div className={styles.states}>
        <label className="sr-only" htmlFor="experiments-state">
          {t('experiments.filters.state', 'State')}
        </label>
        <MultiCombobox
          id="experiments-state"
          options={EXPERIMENT_STATES.map((state) => ({ value: state, label: lookOfExperimentState(state).text }))}
          value={[...filter.states]}
          onChange={(options) => actions.setStates(options.map(({ value }) => value))}
          placeholder={t('experiments.filters.any-state', 'Any state')}
          isClearable
        />
      </div>
      <div className={styles.author}>
        <Input
          value={filter.author}
          onChange={(event) => actions.setAuthor(event.currentTarget.value)}
          placeholder={t('experiments.filters.author', 'Author')}
          aria-label={t('experiments.filters.author', 'Author')}
        />
      </div>
      {isFiltered && (
        <Button variant="secondary" fill="text" icon="times" onClick={actions.clearFilters}>
          {t('experiments.filters.clear', 'Clear filters')}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  }),
  search: css({ flex: '1 1 260px', maxWidth: 420 }),
  states: css({ flex: '0 1 260px', minWidth: 160 }),
  author: css({ flex: '0 1 140px', minWidth: 120 }),
});
