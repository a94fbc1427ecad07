import React, { useMemo } from 'react';
import { Checkbox } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { titleOfTask } from '@shared/domain/describe-task';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { LongTable } from '@shared/ui/LongTable';
import type { Column } from '@shared/ui/table-column';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';
import type { TaskActions } from '../domain/use-task-actions';
import { OriginCell } from './OriginCell';
import { ProfileTypesCell } from './ProfileTypesCell';
import { TaskCell } from './TaskCell';
import { TaskMenu } from './TaskMenu';
import { TaskStateCell } from './TaskStateCell';

interface Props {
  tasks: Task[];
  hasMore: boolean;
  selectedIds: ReadonlySet<string>;
  onSelect: (task: Task) => void;
  onNearEnd: () => void;
  taskActions: TaskActions;
  onDelete: (tasks: Task[]) => void;
}

const ESTIMATED_ROW_PX = 62;

export function TasksTable({ tasks, hasMore, selectedIds, onSelect, onNearEnd, taskActions, onDelete }: Props) {
  const { mutate: rerun } = taskActions.rerun;
  const { mutate: cancel } = taskActions.cancel;
  const { mutate: save } = taskActions.saving;
  const columns = useMemo(
    () => [
      selectionColumn(selectedIds, onSelect),
      ...factColumns(),
      menuColumn({ onRerun: rerun, onCancel: cancel, onDelete, onExport: (task, type) => save({ task, type }) }),
    ],
    [selectedIds, onSelect, rerun, cancel, onDelete, save]
  );
  return (
    <LongTable
      caption={t('tasks.table.caption', 'Profiling tasks, newest first')}
      columns={columns}
      rows={tasks}
      rowId={rowId}
      rowTestId={rowTestId}
      estimatedRowPx={ESTIMATED_ROW_PX}
      onNearEnd={onNearEnd}
      hasMore={hasMore}
      data-testid={testIds.tasks.table}
    />
  );
}

const rowId = ({ id }: Task) => id;
const rowTestId = ({ id }: Task) => testIds.tasks.row(id);

const selectionColumn = (selectedIds: ReadonlySet<string>, onSelect: (task: Task) => void): Column<Task> => ({
  id: 'select',
  title: t('tasks.table.select', 'Select'),
  hideTitle: true,
  width: '44px',
  cell: (task) => (
    <Checkbox
      value={selectedIds.has(task.id)}
      onChange={() => onSelect(task)}
      aria-label={t('tasks.table.select-task', 'Select {{title}}', { title: titleOfTask(task) })}
      data-testid={testIds.tasks.select(task.id)}
    />
  ),
});

const factColumns = (): Array<Column<Task>> => [
  {
    id: 'state',
    title: t('tasks.table.state', 'State'),
    width: '126px',
    cell: (task) => <TaskStateCell task={task} />,
  },
  { id: 'task', title: t('tasks.table.task', 'Task'), cell: (task) => <TaskCell task={task} /> },
  {
    id: 'types',
    title: t('tasks.table.types', 'Profiles'),
    width: '24%',
    optional: true,
    cell: (task) => <ProfileTypesCell task={task} />,
  },
  {
    id: 'samples',
    title: t('tasks.table.samples', 'Samples'),
    width: '96px',
    numeric: true,
    optional: true,
    cell: ({ events, targets }) =>
      events.includes('on-cpu')
        ? formatCount(targets.reduce((sum, { progress }) => sum + progress.samplesKept, 0))
        : '–',
  },
  {
    id: 'duration',
    title: t('tasks.table.duration', 'Duration'),
    width: '92px',
    numeric: true,
    optional: true,
    cell: ({ durationMs }) => formatDuration(durationMs),
  },
  {
    id: 'origin',
    title: t('tasks.table.origin', 'Started by'),
    width: '130px',
    optional: true,
    cell: (task) => <OriginCell task={task} />,
  },
  {
    id: 'created',
    title: t('tasks.table.created', 'Created'),
    width: '150px',
    optional: true,
    cell: ({ createdAt }) => <TimeAgo iso={createdAt} />,
  },
];

const menuColumn = (actions: Omit<React.ComponentProps<typeof TaskMenu>, 'task'>): Column<Task> => ({
  id: 'menu',
  title: t('tasks.table.actions', 'Actions'),
  hideTitle: true,
  width: '52px',
  numeric: true,
  cell: (task) => <TaskMenu task={task} {...actions} />,
});
