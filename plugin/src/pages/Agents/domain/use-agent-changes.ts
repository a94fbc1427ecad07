import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Agent } from '@meshprof/contracts';
import { deleteAgent, revokeAgent, rotateAgent } from '@shared/infrastructure/agents-api';

export type AgentChange = 'rotate' | 'revoke' | 'delete';

const CALLS: Record<AgentChange, (agentId: string) => Promise<unknown>> = {
  rotate: rotateAgent,
  revoke: revokeAgent,
  delete: deleteAgent,
};

/** Which of the changes are possible with an agent in this state. */
export const changesOf = (state: Agent['state']): AgentChange[] =>
  ({
    connected: ['rotate', 'revoke'] as AgentChange[],
    lost: ['rotate', 'revoke', 'delete'] as AgentChange[],
    revoked: ['delete'] as AgentChange[],
  })[state];

/** Changes to an agent's credential; each is asked about first. */
export function useAgentChanges(agentId: string, onGone: () => void) {
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<AgentChange>();
  const change = useMutation({
    mutationFn: (what: AgentChange) => CALLS[what](agentId),
    onSuccess: async (_, what) => {
      await queryClient.invalidateQueries({ queryKey: ['agents'] });
      if (what === 'delete') {
        onGone();
      }
    },
    onSettled: () => setAsked(undefined),
  });
  return {
    data: { asked, change },
    actions: {
      ask: (what: AgentChange) => setAsked(what),
      cancel: () => setAsked(undefined),
      confirm: () => asked && change.mutate(asked),
    },
  };
}
