import type { Agent } from '@meshprof/contracts';
import { agentTroubles } from '@shared/domain/agent-troubles';

/** Revoked agents are out on purpose: last. */
function rankOf(agent: Agent, controllerVersion: string | undefined): number {
  if (agent.state === 'revoked') {
    return 3;
  }
  const [worst] = agentTroubles(agent, controllerVersion);
  return worst === undefined ? 2 : worst.severity === 'error' ? 0 : 1;
}

export const needsHelp = (agent: Agent, controllerVersion: string | undefined): boolean =>
  rankOf(agent, controllerVersion) < 2;

/** Those that need somebody first; otherwise as they came, by node. */
export function rankAgents(agents: readonly Agent[], controllerVersion: string | undefined): Agent[] {
  return agents
    .map((agent) => ({ agent, rank: rankOf(agent, controllerVersion) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ agent }) => agent);
}
