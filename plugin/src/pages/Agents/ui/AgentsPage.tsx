import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, useStyles2 } from '@grafana/ui';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { testIds } from '../../../test-ids';
import { useAgentsPage } from '../domain/use-agents-page';
import { useJoinTokens } from '../domain/use-join-tokens';
import { AddAgentsButton } from './AddAgentsButton';
import { AgentDrawer } from './AgentDrawer';
import { AgentFilters } from './AgentFilters';
import { AgentsTable } from './AgentsTable';
import { JoinTokenDrawer } from './JoinTokenDrawer';
import { JoinTokens } from './JoinTokens';
import { NoAgents } from './NoAgents';

export default function AgentsPage() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useAgentsPage();
  const joinTokens = useJoinTokens();
  const { query, agents, known, cut, opened, controllerVersion } = data;
  const addButton = <AddAgentsButton onOpen={joinTokens.actions.openForm} />;
  return (
    <PluginPage
      subTitle={t('agents.page.subtitle', 'One agent runs on each node whose processes are to be profiled.')}
      actions={addButton}
    >
      <div data-testid={testIds.agents.page} className={styles.page}>
        <QueryProblem query={query} failed={t('agents.page.failed', 'The agents could not be loaded')} />
        {query.isPending && <Loading text={t('agents.page.loading', 'Loading agents…')} />}
        {cut && (
          <Alert
            severity="info"
            title={t('agents.page.cut', 'Only the first {{count}} agents are listed', { count: formatCount(known) })}
          />
        )}
        {known > 0 && <AgentFilters data={data} actions={actions} />}
        {query.data && agents.length === 0 && <NoAgents known={known} action={known === 0 ? addButton : undefined} />}
        {agents.length > 0 && (
          <AgentsTable agents={agents} controllerVersion={controllerVersion} onOpen={actions.open} />
        )}
        <JoinTokens {...joinTokens} />
        {opened && <AgentDrawer agent={opened} controllerVersion={controllerVersion} onClose={actions.close} />}
        {joinTokens.data.isCreating && (
          <JoinTokenDrawer create={joinTokens.data.create} onClose={joinTokens.actions.closeForm} />
        )}
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
});
