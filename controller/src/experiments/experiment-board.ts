import { type ExperimentAssignments, type ExperimentSpec, FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';
import type { AgentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';

/**
 * What an experiment agent is to run. Reading it marks each experiment as delivered, before the answer leaves: from
 * then on the agent may have changed something, so only its own word ends the experiment.
 */
export async function readExperimentAssignments(
  { storage, now }: { storage: Storage; now: () => number },
  agentId: AgentId
): Promise<ExperimentAssignments> {
  return inTransaction(storage, async (trx) => {
    // Before the list: one that is newer than its version is fetched once more, one that is older would be kept.
    const agent = await trx
      .selectFrom('agents')
      .select('assignments_version')
      .where('id', '=', agentId)
      .executeTakeFirst();
    const rows = await trx
      .selectFrom('experiments')
      .select(['id', 'spec_json', 'seed', 'agent_order', 'delivered_at_ms'])
      .where('agent_id', '=', agentId)
      .where('state', 'not in', [...FINAL_EXPERIMENT_STATES])
      .orderBy('created_at_ms')
      .forUpdate()
      .execute();
    const fresh = rows.filter(({ delivered_at_ms }) => delivered_at_ms === null).map(({ id }) => id);
    if (fresh.length > 0) {
      await trx.updateTable('experiments').set({ delivered_at_ms: now() }).where('id', 'in', fresh).execute();
    }
    return {
      version: agent?.assignments_version ?? 0,
      experiments: rows.map((row) => ({
        experimentId: row.id,
        spec: JSON.parse(row.spec_json) as ExperimentSpec,
        seed: row.seed,
        order: row.agent_order,
      })),
    };
  });
}
