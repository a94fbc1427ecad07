import React from 'react';
import { Button, ConfirmModal, Stack, Text } from '@grafana/ui';
import type { Agent } from '@meshprof/contracts';
import { reasonNotToAdminister } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { textsOfChange } from '../domain/agent-change-texts';
import { changesOf, useAgentChanges } from '../domain/use-agent-changes';

interface Props {
  agent: Agent;
  onGone: () => void;
}

/** What an administrator can do about an agent's credential. */
export function AgentChanges({ agent, onGone }: Props) {
  const { data, actions } = useAgentChanges(agent.id, onGone);
  const { asked, change } = data;
  const reason = reasonNotToAdminister();
  const texts = asked && textsOfChange(asked, agent.node);
  return (
    <section>
      <Text element="h3" variant="h5">
        {t('agents.changes.title', 'Its credential')}
      </Text>
      {change.isError && (
        <ProblemAlert error={change.error} what={t('agents.changes.failed', 'The agent was not changed')} />
      )}
      <Stack direction="row" gap={1} wrap="wrap">
        {changesOf(agent.state).map((each) => {
          const { button, about } = textsOfChange(each, agent.node);
          return (
            <Button
              key={each}
              variant={each === 'rotate' ? 'secondary' : 'destructive'}
              fill={each === 'rotate' ? 'solid' : 'outline'}
              size="sm"
              onClick={() => actions.ask(each)}
              disabled={reason !== undefined || change.isPending}
              tooltip={reason ?? about}
              data-testid={testIds.agents[each]}
            >
              {button}
            </Button>
          );
        })}
      </Stack>
      {texts && (
        <ConfirmModal
          isOpen
          title={texts.question}
          body={texts.about}
          confirmText={texts.button}
          confirmVariant={asked === 'rotate' ? 'primary' : 'destructive'}
          dismissText={t('agents.changes.cancel', 'Cancel')}
          onConfirm={() => void actions.confirm()}
          onDismiss={actions.cancel}
        />
      )}
    </section>
  );
}
