import type { Agent } from '@meshprof/contracts';
import { agentTroubles } from '@shared/domain/agent-troubles';

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
    problems: [...lost, ...connected].flatMap(worstOf),
  };
}

/** What stops it from profiling; its own page also says what only limits it. */
function worstOf(agent: Agent): AgentProblem[] {
  const [worst] = agentTroubles(agent, undefined);
  return worst?.severity === 'error' ? [{ agent, text: worst.remedy }] : [];
}
