import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import type { ListedTarget } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { tasksUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

interface Props {
  target: ListedTarget;
  onProfile: (targetId: string) => void;
}

export function TargetActions({ target, onProfile }: Props) {
  const { id, service, pid, node, verdict } = target;
  if (verdict === 'refused') {
    return null;
  }
  const reason = reasonNotToOperate();
  return (
    <Stack direction="row" gap={1} justifyContent="flex-end">
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
      <Button
        size="sm"
        icon="fire"
        onClick={() => onProfile(id)}
        disabled={reason !== undefined}
        tooltip={reason}
        aria-label={t('targets.actions.profile-of', 'Profile {{service}}, pid {{pid}}', { service, pid })}
        data-testid={testIds.targets.profile(id)}
      >
        {t('targets.actions.profile', 'Profile')}
      </Button>
    </Stack>
  );
}
