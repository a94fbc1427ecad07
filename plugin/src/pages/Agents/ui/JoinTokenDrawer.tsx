import React from 'react';
import { Drawer } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { joinTokenRequest } from '../domain/join-token-form';
import type { useJoinTokens } from '../domain/use-join-tokens';
import { CreatedJoinToken } from './CreatedJoinToken';
import { JoinTokenForm } from './JoinTokenForm';

interface Props {
  create: ReturnType<typeof useJoinTokens>['data']['create'];
  onClose: () => void;
}

/** First what the token is for; then the token, this once, with what to run. */
export function JoinTokenDrawer({ create, onClose }: Props) {
  const { data: created } = create;
  return (
    <Drawer
      title={t('agents.join.title', 'Add agents')}
      subtitle={
        created
          ? t('agents.join.created-subtitle', 'Run this on each node, as root')
          : t('agents.join.subtitle', 'Make a join token, which admits agents to this controller')
      }
      onClose={onClose}
      closeOnMaskClick={created === undefined}
      size="md"
    >
      {create.isError && (
        <ProblemAlert error={create.error} what={t('agents.join.failed', 'The join token was not created')} />
      )}
      {created ? (
        <CreatedJoinToken created={created} onClose={onClose} />
      ) : (
        <JoinTokenForm
          isCreating={create.isPending}
          onCreate={(form) => create.mutate(joinTokenRequest(form))}
          onCancel={onClose}
        />
      )}
    </Drawer>
  );
}
