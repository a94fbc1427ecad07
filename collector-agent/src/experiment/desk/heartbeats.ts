import { type AgentFacts, HEARTBEAT_MS } from '@meshprof/contracts';
import type { ControllerLink } from '../../agent/controller-link.ts';
import type { CallResult } from '../../agent/http-json.ts';
import { pause } from '../../retry/pause.ts';

export interface HeartbeatParts {
  readonly link: Pick<ControllerLink, 'heartbeat' | 'agentId'>;
  readonly facts: () => AgentFacts;
  readonly onResult: (result: CallResult<unknown>) => void;
}

const FIRST_AGAIN_MS = 1_000;

/**
 * Says what this agent is, once to each controller that it joins, and takes new credentials. Without an inventory: it
 * offers no processes to profile.
 */
export async function sendHeartbeats({ link, facts, onResult }: HeartbeatParts, signal: AbortSignal): Promise<void> {
  let factsToldAs: string | undefined;
  while (!signal.aborted) {
    const isNew = factsToldAs === undefined || factsToldAs !== link.agentId;
    const beat = await link.heartbeat(isNew ? { facts: facts() } : {}, signal);
    if (signal.aborted) return;
    onResult(beat);
    if (beat.kind === 'ok') factsToldAs = link.agentId;
    await pause(beat.kind === 'ok' || !isNew ? HEARTBEAT_MS : FIRST_AGAIN_MS, signal);
  }
}
