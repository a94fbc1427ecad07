import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, LinkButton, Text, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { TimeAgo } from '@shared/ui/TimeAgo';
import { agentsUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { type AgentHealth, agentHealth } from '../domain/agent-health';
import { useAgents } from '../domain/use-recent';
import { Block } from './Block';

const SHOWN = 3;

export function AgentsBlock() {
  const query = useAgents();
  const agents = query.data?.items ?? [];
  return (
    <Block
      title={t('overview.agents.title', 'Agents')}
      more={{ text: t('overview.agents.all', 'All agents'), url: agentsUrl() }}
      query={query}
      failed={t('overview.agents.failed', 'The agents could not be loaded')}
      data-testid={testIds.overview.agents}
    >
      {agents.length === 0 ? <NoAgent /> : <Health health={agentHealth(agents)} />}
    </Block>
  );
}

function NoAgent() {
  return (
    <>
      <Text color="secondary" element="p">
        {t(
          'overview.agents.none',
          'No agent has joined. One on each node takes the profiles; it needs this controller’s address and a join token:'
        )}
      </Text>
      <pre>meshprof agent --controller-url URL --join-token-file FILE</pre>
      <LinkButton href={agentsUrl()} variant="secondary" size="sm">
        {t('overview.agents.add', 'Add an agent')}
      </LinkButton>
    </>
  );
}

function Health({ health: { connected, lost, problems } }: { health: AgentHealth }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <div className={styles.counts}>
        <Badge
          color={connected > 0 ? 'green' : 'orange'}
          icon="plug"
          text={t('overview.agents.connected', '{{count}} connected', { count: connected })}
        />
        {lost > 0 && (
          <Badge
            color="red"
            icon="exclamation-circle"
            text={t('overview.agents.lost-count', '{{count}} lost', { count: lost })}
          />
        )}
      </div>
      <ul className={styles.list}>
        {problems.slice(0, SHOWN).map(({ agent, text }) => (
          <li key={agent.id}>
            <Text weight="medium">{agent.node}</Text>{' '}
            <Text color="secondary" variant="bodySmall">
              <TimeAgo iso={agent.lastSeenAt} /> · {text}
            </Text>
          </li>
        ))}
      </ul>
      {problems.length > SHOWN && (
        <Text color="secondary" variant="bodySmall">
          {t('overview.agents.more', 'and {{count}} more', { count: problems.length - SHOWN })}
        </Text>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  counts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  list: css({
    listStyle: 'none',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    '&:not(:empty)': { marginTop: theme.spacing(1) },
  }),
});
