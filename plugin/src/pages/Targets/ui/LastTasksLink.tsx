import React from 'react';
import { LinkButton } from '@grafana/ui';
import type { ListedTarget } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

export function LastTasksLink({ target: { id, service, pid, node, verdict } }: { target: ListedTarget }) {
  return verdict === 'refused' ? null : (
    <LinkButton
      size="sm"
      variant="secondary"
      fill="text"
      icon="history"
      href={tasksUrl({ search: `${service} ${pid} ${node}` })}
      tooltip={t('targets.actions.tasks', 'Its last tasks')}
      aria-label={t('targets.actions.tasks-of', 'Last tasks of {{service}}, pid {{pid}}', { service, pid })}
      data-testid={testIds.targets.tasks(id)}
    />
  );
}
