import type { Agent } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

/** An agent that does not do what it should, and why. */
export interface AgentProblem {
  agent: Agent;
  text: string;
}

export interface AgentHealth {
  connected: number;
  lost: number;
  /** Lost ones first: the others still work in part. */
  problems: AgentProblem[];
}

/** Revoked agents are out on purpose and count nowhere. */
export function agentHealth(agents: Agent[]): AgentHealth {
  const lost = agents.filter(({ state }) => state === 'lost');
  const connected = agents.filter(({ state }) => state === 'connected');
  return {
    connected: connected.length,
    lost: lost.length,
    problems: [
      ...lost.map((agent) => ({
        agent,
        text: t('overview.agents.lost', 'No word from it. Is meshprof agent still running there?'),
      })),
      ...connected.flatMap((agent) => unmetNeed(agent)),
    ],
  };
}

function unmetNeed(agent: Agent): AgentProblem[] {
  const unmet = agent.requirements?.find(({ met, needed }) => needed && !met);
  return unmet ? [{ agent, text: unmet.remedy }] : [];
}
