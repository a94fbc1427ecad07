import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { type Agent, AGENT_STATES } from '@meshprof/contracts';
import { useControllerSetup } from '@shared/domain/use-controller-setup';
import { useUrlState } from '@shared/domain/use-url-state';
import { listAgents } from '@shared/infrastructure/agents-api';
import { filterAgents } from './filter-agents';
import { needsHelp, rankAgents } from './rank-agents';

const REFRESH_MS = 5_000;
/** Beside the states: whatever needs somebody. */
export const TROUBLED = 'troubled';
const AGENT_FILTERS = [TROUBLED, ...AGENT_STATES] as const;

export function useAgentsPage() {
  const url = useUrlState();
  const search = url.get('search') ?? '';
  const filter = AGENT_FILTERS.find((known) => known === url.get('state'));
  const query = useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => listAgents(signal),
    refetchInterval: REFRESH_MS,
  });
  const setup = useControllerSetup();
  const agents = useMemo(() => query.data?.items ?? [], [query.data]);
  const controllerVersion = setup.data?.version;
  const troubled = agents.filter((agent) => needsHelp(agent, controllerVersion));
  const shown =
    filter === TROUBLED ? filterAgents(troubled, { search }) : filterAgents(agents, { search, state: filter });
  const openId = url.get('agent');
  return {
    data: {
      query,
      known: agents.length,
      cut: query.data?.cut ?? false,
      controllerVersion,
      search,
      filter,
      troubled: troubled.length,
      counts: Object.fromEntries(
        AGENT_STATES.map((each) => [each, agents.filter((agent) => agent.state === each).length])
      ) as Record<Agent['state'], number>,
      agents: rankAgents(shown, controllerVersion),
      opened: openId === undefined ? undefined : agents.find(({ id }) => id === openId),
    },
    actions: {
      setSearch: (text: string) => url.set({ search: text }),
      setFilter: (chosen: (typeof AGENT_FILTERS)[number] | undefined) => url.set({ state: chosen }),
      open: (agentId: string) => url.set({ agent: agentId }, { push: true }),
      close: () => url.set({ agent: undefined }),
    },
  };
}
