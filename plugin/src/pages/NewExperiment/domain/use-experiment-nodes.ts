import { EXPERIMENTS_CAPABILITY } from '@meshprof/contracts';
import { useQuery } from '@tanstack/react-query';
import { listAgents } from '@shared/infrastructure/agents-api';

/** Nodes whose experiment agent has joined, online ones first. */
export function useExperimentNodes() {
  const query = useQuery({ queryKey: ['agents'], queryFn: ({ signal }) => listAgents(signal), staleTime: 10_000 });
  const agents = query.data?.items.filter(({ capabilities }) => capabilities.includes(EXPERIMENTS_CAPABILITY)) ?? [];
  const byNode = new Map(agents.map((agent) => [agent.node, agent.state]));
  const nodes = [...byNode]
    .map(([node, state]) => ({ node, isOnline: state === 'connected' }))
    .sort((a, b) => Number(b.isOnline) - Number(a.isOnline) || a.node.localeCompare(b.node));
  return { nodes, query };
}
