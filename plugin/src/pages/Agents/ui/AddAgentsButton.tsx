import React from 'react';
import { Button } from '@grafana/ui';
import { reasonNotToAdminister } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';

export function AddAgentsButton({ onOpen }: { onOpen: () => void }) {
  const reason = reasonNotToAdminister();
  return (
    <Button
      icon="plus"
      onClick={onOpen}
      disabled={reason !== undefined}
      tooltip={reason}
      data-testid={testIds.joinTokens.create}
    >
      {t('agents.page.add', 'Add agents')}
    </Button>
  );
}
