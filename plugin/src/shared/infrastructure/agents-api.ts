import type { Agent, CreatedJoinToken, CreateJoinToken, JoinToken, Page } from '@meshprof/contracts';
import { request } from './controller-request';
import { type Listed, listUpTo } from './list-up-to';

const AGENTS_PAGE_SIZE = 500;
/** A list of more agents than this is cut; a fleet of that size is looked at through its metrics. */
const MAX_LISTED_AGENTS = 2_000;
const TOKENS_PAGE_SIZE = 100;

const agentPath = (agentId: string) => `v1/agents/${encodeURIComponent(agentId)}`;

/** By node. */
export const listAgents = (signal?: AbortSignal): Promise<Listed<Agent>> =>
  listUpTo(MAX_LISTED_AGENTS, (cursor) =>
    request('read/v1/agents', { params: { limit: AGENTS_PAGE_SIZE, cursor }, signal })
  );

/** Its credential ends, and its machine is not admitted until the agent is deleted. */
export const revokeAgent = (agentId: string): Promise<Agent> =>
  request(`admin/${agentPath(agentId)}/revoke`, { method: 'POST', data: {} });

/** It gets a new credential with its next heartbeat; the old one ends when the new one is used. */
export const rotateAgent = (agentId: string): Promise<Agent> =>
  request(`admin/${agentPath(agentId)}/rotate`, { method: 'POST', data: {} });

/** Only once it is lost or revoked; its machine may join again. */
export const deleteAgent = (agentId: string): Promise<void> =>
  request(`admin/${agentPath(agentId)}`, { method: 'DELETE' });

/** Newest first, without the tokens themselves. */
export const listJoinTokens = (cursor: string | undefined, signal?: AbortSignal): Promise<Page<JoinToken>> =>
  request('admin/v1/join-tokens', { params: { limit: TOKENS_PAGE_SIZE, cursor }, signal });

/** The answer is the only place where the token stands. */
export const createJoinToken = (token: CreateJoinToken): Promise<CreatedJoinToken> =>
  request('admin/v1/join-tokens', { method: 'POST', data: token });

export const revokeJoinToken = (tokenId: string): Promise<JoinToken> =>
  request(`admin/v1/join-tokens/${encodeURIComponent(tokenId)}/revoke`, { method: 'POST', data: {} });
