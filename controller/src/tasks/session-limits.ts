import type { StoredFacts } from '../agents/agent-view.ts';
import { chunksOf } from '../storage/chunks.ts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { InventoryRow } from '../targets/inventory-store.ts';

/** Processes that their agents will hold a session on, and those beyond what an agent holds at the same time. */
export interface WithinSessions {
  readonly held: readonly InventoryRow[];
  readonly beyond: readonly InventoryRow[];
}

/** As if no other task ran. An agent that has not told its limits has none here. */
export async function withinSessions(storage: Storage, chosen: readonly InventoryRow[]): Promise<WithinSessions> {
  const byAgent = Map.groupBy(chosen, (row) => row.agent_id);
  // Every agent holds one.
  const crowded = [...byAgent].filter(([, rows]) => rows.length > 1).map(([id]) => id);
  const limits = await sessionLimits(storage, crowded);
  const beyond = new Set(
    // In the order in which an agent is told of them (assignment-board.ts).
    [...byAgent].flatMap(([id, rows]) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(limits.get(id)))
  );
  return { held: chosen.filter((row) => !beyond.has(row)), beyond: [...beyond] };
}

/** Of those that have told; for the others the map answers the length of any list. */
async function sessionLimits(storage: Storage, ids: readonly AgentId[]): Promise<{ get(id: AgentId): number }> {
  const limits = new Map<AgentId, number>();
  for (const some of chunksOf(ids)) {
    const rows = await storage.selectFrom('agents').select(['id', 'facts_json']).where('id', 'in', some).execute();
    for (const { id, facts_json } of rows) {
      const told = facts_json === null ? undefined : (JSON.parse(facts_json) as StoredFacts).limits?.maxSessions;
      if (told !== undefined) limits.set(id, told);
    }
  }
  return { get: (id) => limits.get(id) ?? Infinity };
}
