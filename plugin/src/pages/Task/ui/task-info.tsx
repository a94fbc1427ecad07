import React from 'react';
import type { PluginPageProps } from '@grafana/runtime';
import type { Task } from '@meshprof/contracts';
import { describeEvents } from '@shared/domain/describe-task';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';

/** The facts beside the page's title. */
export function taskInfo(task: Task): PluginPageProps['info'] {
  return [
    {
      label: t('task.info.state', 'State'),
      value: <StateBadge look={lookOfTaskState(task.state)} data-testid={testIds.task.state} />,
    },
    { label: t('task.info.sampled', 'Sampled'), value: describeEvents(task) },
    { label: t('task.info.duration', 'Duration'), value: formatDuration(task.durationMs) },
    ...(task.events.includes('on-cpu')
      ? [{ label: t('task.info.frequency', 'Frequency'), value: `${task.frequencyHz} Hz` }]
      : []),
    {
      label: t('task.info.started-by', 'Started by'),
      value: task.origin === 'user' ? task.author : `${task.author} (${task.origin})`,
    },
    { label: t('task.info.created', 'Created'), value: <TimeAgo iso={task.createdAt} /> },
  ];
}
