import React from 'react';
import { Text } from '@grafana/ui';
import { translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { titleOfTask } from '@shared/domain/describe-task';
import { t } from '@shared/domain/t';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { StateBadge } from '@shared/ui/StateBadge';
import { taskUrl, tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { useRecentTasks } from '../domain/use-recent';
import { Block } from './Block';
import { EventList } from './EventList';

const SHOWN = 5;

export function LastTasksBlock() {
  const { query, ended } = useRecentTasks();
  return (
    <Block
      title={t('overview.tasks.title', 'Last tasks')}
      more={{ text: t('overview.tasks.all', 'All tasks'), url: tasksUrl() }}
      query={query}
      failed={t('overview.tasks.failed', 'The tasks could not be loaded')}
      data-testid={testIds.overview.tasks}
    >
      {ended.length === 0 ? (
        <Text color="secondary">{t('overview.tasks.none', 'No task has ended yet. Profile a service to begin.')}</Text>
      ) : (
        <EventList
          events={ended.slice(0, SHOWN).map((task) => ({
            id: task.id,
            badge: <StateBadge look={lookOfTaskState(task.state)} />,
            title: titleOfTask(task),
            url: taskUrl(task.id),
            iso: task.endedAt ?? task.createdAt,
            detail: translatedReason(task).reason,
          }))}
        />
      )}
    </Block>
  );
}
