import React from 'react';
import { PluginPage } from '@grafana/runtime';
import { LinkButton, Stack } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { TimeRange } from '@shared/ui/TimeRange';
import { newTaskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useTasksPage } from '../domain/use-tasks-page';
import { NoTasks } from './NoTasks';
import { ScheduleNote } from './ScheduleNote';
import { SchedulesSection } from './SchedulesSection';
import { TaskProblems } from './TaskProblems';
import { TasksFilters } from './TasksFilters';
import { TasksList } from './TasksList';

export default function TasksPage() {
  const state = useTasksPage();
  const { data, actions, taskActions } = state;
  const { list, range, filter } = data;
  return (
    <PluginPage
      subTitle={t('tasks.page.subtitle', 'Every profile that was taken or is being taken, newest first.')}
      actions={
        <Stack direction="row" gap={1} wrap="wrap">
          <TimeRange range={range} isLoading={list.pages.isFetching} />
          <LinkButton href={newTaskUrl()} icon="plus" data-testid={testIds.newTask.link}>
            {t('tasks.page.new', 'New task')}
          </LinkButton>
        </Stack>
      }
    >
      <div data-testid={testIds.tasks.page}>
        {list.error && (
          <ProblemAlert
            error={list.error}
            what={
              list.pages.data
                ? t('tasks.page.old', 'The list is old: it could not be refreshed')
                : t('tasks.page.failed', 'The tasks could not be loaded')
            }
            onRetry={() => void (list.pages.isError ? list.pages.refetch() : list.refresh())}
          />
        )}
        <TaskProblems actions={taskActions} />
        {filter.schedule ? <ScheduleNote scheduleId={filter.schedule} /> : <SchedulesSection />}
        <TasksFilters filter={filter} isFiltered={data.isFiltered} actions={actions} />
        {list.pages.isPending && !list.error && <Loading text={t('tasks.page.loading', 'Loading tasks…')} />}
        {list.pages.data && list.tasks.length === 0 && (
          <NoTasks isFiltered={data.isFiltered} range={range} onClear={actions.clearFilters} />
        )}
        {list.tasks.length > 0 && <TasksList {...state} />}
      </div>
    </PluginPage>
  );
}
