import React from 'react';
import type { PluginPageProps } from '@grafana/runtime';
import type { Task } from '@meshprof/contracts';
import { describeEvents } from '@shared/domain/describe-task';
import { formatDuration } from '@shared/domain/format-amount';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { testIds } from '../../../test-ids';

/** The facts beside the page's title. */
export function taskInfo(task: Task): PluginPageProps['info'] {
  return [
    { label: 'State', value: <StateBadge look={lookOfTaskState(task.state)} data-testid={testIds.task.state} /> },
    { label: 'Sampled', value: describeEvents(task) },
    { label: 'Duration', value: formatDuration(task.durationMs) },
    ...(task.events.includes('on-cpu') ? [{ label: 'Frequency', value: `${task.frequencyHz} Hz` }] : []),
    { label: 'Started by', value: task.origin === 'user' ? task.author : `${task.author} (${task.origin})` },
    { label: 'Created', value: <TimeAgo iso={task.createdAt} /> },
  ];
}
