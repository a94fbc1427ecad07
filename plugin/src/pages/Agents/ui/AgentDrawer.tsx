import React from 'react';
import { Alert, Drawer, LinkButton, Stack, Text } from '@grafana/ui';
import { dateTimeFormat } from '@grafana/data';
import { type Agent, EXPERIMENTS_CAPABILITY } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { type Fact, FactList } from '@shared/ui/FactList';
import { StateBadge } from '@shared/ui/StateBadge';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { targetsOfNodeUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { lookOfAgent } from '../domain/agent-look';
import { agentTroubles } from '@shared/domain/agent-troubles';
import { limitFacts } from '../domain/limit-facts';
import { AgentChanges } from './AgentChanges';
import { AgentUsageSection } from './AgentUsageSection';
import { RequirementsList } from './RequirementsList';

interface Props {
  agent: Agent;
  controllerVersion: string | undefined;
  onClose: () => void;
}

export function AgentDrawer({ agent, controllerVersion, onClose }: Props) {
  const { requirements, limits, usage } = agent;
  return (
    <Drawer
      title={agent.node}
      subtitle={t('agents.drawer.subtitle', 'Agent {{id}}', { id: agent.id })}
      onClose={onClose}
      size="md"
    >
      <div data-testid={testIds.agents.drawer}>
        <Stack direction="column" gap={2}>
          {agentTroubles(agent, controllerVersion).map(({ id, severity, title, remedy }) => (
            <Alert key={id} severity={severity} title={title}>
              {remedy}
            </Alert>
          ))}
          <FactList facts={factsOf(agent, controllerVersion)} />
          <div>
            <LinkButton variant="secondary" size="sm" icon="process" href={targetsOfNodeUrl(agent.node)}>
              {t('agents.drawer.targets', 'Processes on this node')}
            </LinkButton>
          </div>
          {usage && <AgentUsageSection agent={agent} usage={usage} />}
          {requirements && <RequirementsList requirements={requirements} />}
          {limits && (
            <section>
              <Text element="h3" variant="h5">
                {t('agents.drawer.limits', 'What it allows, whatever the controller says')}
              </Text>
              <FactList facts={limitFacts(limits)} />
            </section>
          )}
          <AgentChanges agent={agent} onGone={onClose} />
        </Stack>
      </div>
    </Drawer>
  );
}

function factsOf(agent: Agent, controllerVersion: string | undefined): Array<Fact | false> {
  const { state, version, kernel, architecture, capabilities, registeredAt, lastSeenAt, joinToken } = agent;
  return [
    { id: 'state', title: t('agents.drawer.state', 'State'), value: <StateBadge look={lookOfAgent(state)} /> },
    { id: 'seen', title: t('agents.drawer.seen', 'Last seen'), value: <TimeAgo iso={lastSeenAt} /> },
    {
      id: 'version',
      title: t('agents.drawer.version', 'Version'),
      value: controllerVersion
        ? t('agents.drawer.version-value', '{{version}} (controller {{controller}})', {
            version,
            controller: controllerVersion,
          })
        : version,
    },
    kernel !== undefined && {
      id: 'kernel',
      title: t('agents.drawer.kernel', 'Kernel'),
      value: [kernel, architecture].filter(Boolean).join(' · '),
    },
    capabilities.includes(EXPERIMENTS_CAPABILITY)
      ? {
          id: 'capabilities',
          title: t('agents.drawer.does', 'What it does'),
          value: t('agents.drawer.runs-experiments', 'Runs experiments on its node; it profiles nothing by itself'),
        }
      : {
          id: 'capabilities',
          title: t('agents.drawer.capabilities', 'Can sample'),
          value: capabilities.join(', ') || t('agents.drawer.nothing', 'nothing'),
        },
    { id: 'joined', title: t('agents.drawer.joined', 'Joined'), value: dateTimeFormat(registeredAt) },
    {
      id: 'token',
      title: t('agents.drawer.token', 'With join token'),
      value: joinToken ? (
        <code>{joinToken}</code>
      ) : (
        t('agents.drawer.configured-token', 'the one of the controller’s settings')
      ),
    },
    agent.rotating && {
      id: 'rotating',
      title: t('agents.drawer.credential', 'Credential'),
      value: t('agents.drawer.rotating', 'a new one is on its way; the old one ends when the new one is used'),
    },
    agent.revokedAt !== undefined && {
      id: 'revoked',
      title: t('agents.drawer.revoked', 'Revoked'),
      value: `${dateTimeFormat(agent.revokedAt)} ${agent.revokedBy ?? ''}`,
    },
  ];
}
