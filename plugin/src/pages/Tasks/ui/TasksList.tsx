import React, { useState } from 'react';
import type { Task } from '@meshprof/contracts';
import { Text } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { TasksPageState } from '../domain/use-tasks-page';
import { DeleteDialog } from './DeleteDialog';
import { SelectionBar } from './SelectionBar';
import { TaskTimeline } from './TaskTimeline';
import { TasksTable } from './TasksTable';

/** Timeline, selection and table of the tasks there are. */
export function TasksList({ data, actions, taskActions }: TasksPageState) {
  const [toDelete, setToDelete] = useState<Task[]>([]);
  const { list, timeline, range, selected, selectedIds } = data;
  const { hasNextPage, isFetchingNextPage } = list.pages;
  return (
    <>
      <TaskTimeline timeline={timeline} range={range} />
      {selected.length > 0 && (
        <SelectionBar selected={selected} onClear={actions.clearSelection} onDelete={() => setToDelete(selected)} />
      )}
      <TasksTable
        tasks={list.tasks}
        hasMore={hasNextPage}
        selectedIds={selectedIds}
        onSelect={actions.toggleSelected}
        onNearEnd={actions.loadMore}
        taskActions={taskActions}
        onDelete={setToDelete}
      />
      <div role="status" data-testid={testIds.tasks.loadingMore}>
        <Text variant="bodySmall" color="secondary">
          {isFetchingNextPage
            ? t('tasks.list.loading-more', 'Loading older tasks…')
            : hasNextPage
              ? t('tasks.list.more', '{{count}} tasks so far; scroll for older ones.', { count: list.tasks.length })
              : t('tasks.list.all', '{{count}} tasks', {
                  count: list.tasks.length,
                  defaultValue_one: '{{count}} task',
                })}
        </Text>
      </div>
      {toDelete.length > 0 && (
        <DeleteDialog
          tasks={toDelete}
          onDismiss={() => setToDelete([])}
          onConfirm={async () => {
            await taskActions.remove.mutateAsync(toDelete).catch(() => undefined);
            setToDelete([]);
            actions.clearSelection();
          }}
        />
      )}
    </>
  );
}
