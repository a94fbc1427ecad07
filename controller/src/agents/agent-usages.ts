import type { Agent, AgentUsage } from '@meshprof/contracts';
import { chunksOf } from '../storage/chunks.ts';
import type { AgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { AgentUsageRow } from './agent-rows.ts';

/**
 * What agents say of their own health with each heartbeat. Thousands of them say it every 20 s, so it is written in
 * groups, together with the times of last contact; what is not written yet is in memory.
 */
export class AgentUsages {
  readonly #storage: Storage;
  readonly #unsaved = new Map<AgentId, AgentUsageRow>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  note(agentId: AgentId, usage: AgentUsage, nowMs: number): void {
    this.#unsaved.set(agentId, { agent_id: agentId, usage_json: JSON.stringify(usage), reported_at_ms: nowMs });
  }

  forget(agentId: AgentId): void {
    this.#unsaved.delete(agentId);
  }

  /** Of these agents, as far as they have said any. */
  async of(agentIds: readonly AgentId[]): Promise<Map<AgentId, NonNullable<Agent['usage']>>> {
    const rows: AgentUsageRow[] = [];
    for (const some of chunksOf(agentIds)) {
      rows.push(
        ...(await this.#storage.selectFrom('agent_usages').selectAll().where('agent_id', 'in', some).execute())
      );
    }
    const unsaved = agentIds.flatMap((id) => this.#unsaved.get(id) ?? []);
    return new Map([...rows, ...unsaved].map((row) => [row.agent_id, usageOf(row)]));
  }

  async save(): Promise<void> {
    for (const some of chunksOf([...this.#unsaved.values()])) {
      await this.#storage
        .insertInto('agent_usages')
        .values(some)
        .onConflict((conflict) =>
          conflict.column('agent_id').doUpdateSet((eb) => ({
            usage_json: eb.ref('excluded.usage_json'),
            reported_at_ms: eb.ref('excluded.reported_at_ms'),
          }))
        )
        .execute();
      for (const row of some) if (this.#unsaved.get(row.agent_id) === row) this.#unsaved.delete(row.agent_id);
    }
  }
}

function usageOf({ usage_json, reported_at_ms }: AgentUsageRow): NonNullable<Agent['usage']> {
  return { ...(JSON.parse(usage_json) as AgentUsage), reportedAt: new Date(reported_at_ms).toISOString() };
}
