import type { Agent, AgentFacts } from '@meshprof/contracts';
import type { AgentPresence } from './agent-presence.ts';
import type { AgentRow } from './agent-rows.ts';

/** What the API shows of an agent; never anything of its credential. */
export function toAgent(
  row: AgentRow,
  { targets, usage }: { targets: number; usage: Agent['usage'] },
  presence: AgentPresence
): Agent {
  const iso = (ms: number) => new Date(ms).toISOString();
  const facts = row.facts_json === null ? {} : (JSON.parse(row.facts_json) as StoredFacts);
  return {
    id: row.id,
    node: row.node,
    version: row.version,
    capabilities: JSON.parse(row.capabilities_json) as string[],
    state: row.revoked_at_ms !== null ? 'revoked' : presence.isConnected(row) ? 'connected' : 'lost',
    targets,
    registeredAt: iso(row.registered_at_ms),
    lastSeenAt: iso(presence.lastSeenAtMs(row)),
    rotating: row.rotation_requested_at_ms !== null,
    ...(row.join_token_id !== null && { joinToken: row.join_token_id }),
    ...(row.revoked_at_ms !== null && { revokedAt: iso(row.revoked_at_ms) }),
    ...(row.revoked_by !== null && { revokedBy: row.revoked_by }),
    ...facts,
    ...(usage !== undefined && { usage }),
  };
}

/** Of AgentFacts what has no column of its own. */
export type StoredFacts = Pick<AgentFacts, 'kernel' | 'architecture' | 'requirements' | 'limits'>;

export function storedFacts({ kernel, architecture, requirements, limits }: AgentFacts): string {
  const facts: StoredFacts = { kernel, architecture, requirements, ...(limits !== undefined && { limits }) };
  return JSON.stringify(facts);
}
