import React from 'react';
import { Combobox, Input, MultiCombobox } from '@grafana/ui';
import { EVENTS, TASK_ORIGINS, TASK_STATES } from '@meshprof/contracts';
import { describeOrigin } from '@shared/domain/describe-cause';
import { describeEvents } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { FilterBar } from '@shared/ui/FilterBar';
import { FilterChoice } from '@shared/ui/FilterChoice';
import { testIds } from '../../../test-ids';
import type { TaskFilter } from '../domain/task-filter';
import type { TasksPageState } from '../domain/use-tasks-page';

interface Props {
  filter: TaskFilter;
  isFiltered: boolean;
  actions: TasksPageState['actions'];
}

export function TasksFilters({ filter, isFiltered, actions }: Props) {
  return (
    <FilterBar
      search={{
        value: filter.search,
        onChange: actions.setSearch,
        placeholder: t('tasks.filters.search', 'Search title, service, process, pid, selector, tag, cause'),
        label: t('tasks.filters.search-label', 'Search tasks'),
        'data-testid': testIds.tasks.search,
      }}
      onClear={isFiltered ? actions.clearFilters : undefined}
    >
      <FilterChoice id="tasks-state" label={t('tasks.filters.state', 'State')} isWide>
        <MultiCombobox
          id="tasks-state"
          options={TASK_STATES.map((state) => ({ value: state, label: lookOfTaskState(state).text }))}
          value={[...filter.states]}
          onChange={(options) => actions.setStates(options.map(({ value }) => value))}
          placeholder={t('tasks.filters.any-state', 'Any state')}
          isClearable
        />
      </FilterChoice>
      <FilterChoice id="tasks-origin" label={t('tasks.filters.origin', 'Started by')}>
        <Combobox
          id="tasks-origin"
          options={TASK_ORIGINS.map((origin) => ({ value: origin, label: describeOrigin(origin) }))}
          value={filter.origin ?? null}
          onChange={(option) => actions.setChoice('origin', option?.value)}
          placeholder={t('tasks.filters.any-origin', 'Any origin')}
          isClearable
        />
      </FilterChoice>
      <FilterChoice id="tasks-event" label={t('tasks.filters.event', 'Sampled')}>
        <Combobox
          id="tasks-event"
          options={EVENTS.map((event) => ({ value: event, label: describeEvents({ events: [event] }) }))}
          value={filter.event ?? null}
          onChange={(option) => actions.setChoice('event', option?.value)}
          placeholder={t('tasks.filters.any-event', 'Any event')}
          isClearable
        />
      </FilterChoice>
      <FilterChoice>
        <Input
          value={filter.author}
          onChange={(event) => actions.setChoice('author', event.currentTarget.value)}
          placeholder={t('tasks.filters.author', 'Author')}
          aria-label={t('tasks.filters.author', 'Author')}
        />
      </FilterChoice>
    </FilterBar>
  );
}
