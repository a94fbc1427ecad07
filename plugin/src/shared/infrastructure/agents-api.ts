import type { Agent, CreatedJoinToken, CreateJoinToken, JoinToken, Page } from '@meshprof/contracts';
import { request } from './controller-request';

const AGENTS_PAGE_SIZE = 500;
/** A list of more agents than this is cut; a fleet of that size is looked at through its metrics. */
export const MAX_LISTED_AGENTS = 2_000;
const TOKENS_PAGE_SIZE = 100;

const agentPath = (agentId: string) => `v1/agents/${encodeURIComponent(agentId)}`;

export interface ListedAgents {
  items: Agent[];
  /** True where the controller knows more agents than `MAX_LISTED_AGENTS`. */
  cut: boolean;
}

/** By node. */
export async function listAgents(signal?: AbortSignal): Promise<ListedAgents> {
  const items: Agent[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Agent> = await request('read/v1/agents', { params: { limit: AGENTS_PAGE_SIZE, cursor }, signal });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < MAX_LISTED_AGENTS);
  return { items, cut: Boolean(cursor) };
}

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
