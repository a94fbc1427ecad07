import React from 'react';
import { Button } from '@grafana/ui';
import type { ListedTarget } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

interface Props {
  target: ListedTarget;
  onProfile: (targetId: string) => void;
}

export function ProfileButton({ target: { id, service, pid, verdict }, onProfile }: Props) {
  if (verdict === 'refused') {
    return null;
  }
  const reason = reasonNotToOperate();
  return (
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
  );
}
