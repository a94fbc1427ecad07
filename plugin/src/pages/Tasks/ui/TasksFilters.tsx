import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, FilterInput, Input, MultiCombobox, useStyles2 } from '@grafana/ui';
import { EVENTS, TASK_ORIGINS, TASK_STATES } from '@meshprof/contracts';
import { describeOrigin } from '@shared/domain/describe-cause';
import { describeEvents } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { testIds } from '../../../test-ids';
import type { TaskFilter } from '../domain/task-filter';
import type { TasksPageState } from '../domain/use-tasks-page';

interface Props {
  filter: TaskFilter;
  isFiltered: boolean;
  actions: TasksPageState['actions'];
}

export function TasksFilters({ filter, isFiltered, actions }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar} role="search">
      <div className={styles.search}>
        <FilterInput
          escapeRegex={false}
          value={filter.search}
          onChange={actions.setSearch}
          placeholder={t('tasks.filters.search', 'Search title, service, process, pid, selector, tag, cause')}
          aria-label={t('tasks.filters.search-label', 'Search tasks')}
          data-testid={testIds.tasks.search}
        />
      </div>
      <div className={styles.states}>
        <label className="sr-only" htmlFor="tasks-state">
          {t('tasks.filters.state', 'State')}
        </label>
        <MultiCombobox
          id="tasks-state"
          options={TASK_STATES.map((state) => ({ value: state, label: lookOfTaskState(state).text }))}
          value={[...filter.states]}
          onChange={(options) => actions.setStates(options.map(({ value }) => value))}
          placeholder={t('tasks.filters.any-state', 'Any state')}
          isClearable
        />
      </div>
      <div className={styles.choice}>
        <label className="sr-only" htmlFor="tasks-origin">
          {t('tasks.filters.origin', 'Started by')}
        </label>
        <Combobox
          id="tasks-origin"
          options={TASK_ORIGINS.map((origin) => ({ value: origin, label: describeOrigin(origin) }))}
          value={filter.origin ?? null}
          onChange={(option) => actions.setChoice('origin', option?.value)}
          placeholder={t('tasks.filters.any-origin', 'Any origin')}
          isClearable
        />
      </div>
      <div className={styles.choice}>
        <label className="sr-only" htmlFor="tasks-event">
          {t('tasks.filters.event', 'Sampled')}
        </label>
        <Combobox
          id="tasks-event"
          options={EVENTS.map((event) => ({ value: event, label: describeEvents({ events: [event] }) }))}
          value={filter.event ?? null}
          onChange={(option) => actions.setChoice('event', option?.value)}
          placeholder={t('tasks.filters.any-event', 'Any event')}
          isClearable
        />
      </div>
      <div className={styles.choice}>
        <Input
          value={filter.author}
          onChange={(event) => actions.setChoice('author', event.currentTarget.value)}
          placeholder={t('tasks.filters.author', 'Author')}
          aria-label={t('tasks.filters.author', 'Author')}
        />
      </div>
      {isFiltered && (
        <Button variant="secondary" fill="text" icon="times" onClick={actions.clearFilters}>
          {t('tasks.filters.clear', 'Clear filters')}
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
  search: css({ flex: '1 1 300px', maxWidth: 520 }),
  states: css({ flex: '0 1 220px', minWidth: 150 }),
  choice: css({ flex: '0 1 140px', minWidth: 120 }),
});
