import type { StoredFacts } from '../agents/agent-view.ts';
import { chunksOf } from '../storage/chunks.ts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';

/** How many sessions agents hold at the same time. One that has not told is missing: it has no limit here. */
export type SessionLimits = ReadonlyMap<AgentId, number>;

export async function readSessionLimits(storage: Storage, ids: readonly AgentId[]): Promise<SessionLimits> {
  const limits = new Map<AgentId, number>();
  for (const some of chunksOf(ids)) {
    const rows = await storage.selectFrom('agents').select(['id', 'facts_json']).where('id', 'in', some).execute();
    for (const { id, facts_json } of rows) {
      const told = facts_json === null ? undefined : (JSON.parse(facts_json) as StoredFacts).limits?.maxSessions;
      if (told !== undefined) limits.set(id, told);
    }
  }
  return limits;
}
