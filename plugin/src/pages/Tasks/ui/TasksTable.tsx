import React from 'react';
import { Text, TextLink } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { describeEvents, describeTargets } from '@shared/domain/describe-task';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { type Column, DataTable } from '@shared/ui/DataTable';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

const samplesOf = (task: Task) => task.targets.reduce((sum, { progress }) => sum + progress.samplesKept, 0);
const switchesOf = (task: Task) => task.targets.reduce((sum, { progress }) => sum + progress.switches, 0);

function TaskCell({ task }: { task: Task }) {
  const targets = describeTargets(task);
  const { targets: rows } = task;
  const place = rows.length === 1 && rows[0] ? `${rows[0].role} on ${rows[0].node}` : undefined;
  const details = [targets !== task.title && targets, place, task.reason].filter(Boolean).join(' · ');
  return (
    <div>
      <div>
        <TextLink href={taskUrl(task.id)} inline={false} weight="medium">
          {task.title || targets}
        </TextLink>
      </div>
      <Text variant="bodySmall" color="secondary">
        {details || task.id}
      </Text>
    </div>
  );
}

const COLUMNS: Array<Column<Task>> = [
  { id: 'state', title: 'State', cell: ({ state }) => <StateBadge look={lookOfTaskState(state)} /> },
  { id: 'task', title: 'Task', cell: (task) => <TaskCell task={task} /> },
  { id: 'events', title: 'Sampled', cell: describeEvents },
  {
    id: 'samples',
    title: 'Samples',
    numeric: true,
    optional: true,
    cell: (task) => (task.events.includes('on-cpu') ? formatCount(samplesOf(task)) : '–'),
  },
  {
    id: 'switches',
    title: 'Switches',
    numeric: true,
    optional: true,
    cell: (task) => (task.events.includes('off-cpu') ? formatCount(switchesOf(task)) : '–'),
  },
  { id: 'duration', title: 'Duration', numeric: true, cell: ({ durationMs }) => formatDuration(durationMs) },
  {
    id: 'author',
    title: 'Started by',
    optional: true,
    cell: ({ author, origin }) => (origin === 'user' ? author : `${author} (${origin})`),
  },
  { id: 'created', title: 'Created', cell: ({ createdAt }) => <TimeAgo iso={createdAt} /> },
];

export const TasksTable = ({ tasks }: { tasks: Task[] }) => (
  <DataTable
    caption="Profiling tasks, newest first"
    columns={COLUMNS}
    rows={tasks}
    rowId={({ id }) => id}
    rowTestId={({ id }) => testIds.tasks.row(id)}
    data-testid={testIds.tasks.table}
  />
);
