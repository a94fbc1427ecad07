import { chunksOf } from '../storage/chunks.ts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { AgentRow } from './agent-rows.ts';

const COLUMNS = [
  'id',
  'credential_hash',
  'next_credential_hash',
  'revoked_at_ms',
  'inventory_version',
  'rotation_requested_at_ms',
] as const;

/** What of an agent a call of it is judged by. */
export type CredentialRow = Pick<AgentRow, (typeof COLUMNS)[number]>;

/** Agents that are not known are missing in the answer. */
export async function readCredentials(
  storage: Storage,
  agentIds: readonly AgentId[]
): Promise<ReadonlyMap<AgentId, CredentialRow>> {
  const found = new Map<AgentId, CredentialRow>();
  for (const ids of chunksOf([...new Set(agentIds)])) {
    const rows = await storage.selectFrom('agents').select(COLUMNS).where('id', 'in', ids).execute();
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}
