import { compileSelector } from '@meshprof/contracts/selector-match';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import type { AgentPresence } from '../agents/agent-presence.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { InventoryStore } from '../targets/inventory-store.ts';
import { bumpAssignments } from '../tasks/task-store.ts';
import type { CompleteStanding } from './complete-rule.ts';
import type { PolicyRow } from './policy-rows.ts';
import { ruleOf } from './policy-view.ts';
import { reconcileAgent } from './standing-targets.ts';

export interface RefreshParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly board: AssignmentBoard;
  readonly now: () => number;
}

/** After an agent reported processes that it had not, or no longer has those it had. */
export async function refreshAgent({ storage, board, now }: RefreshParts, agentId: string): Promise<void> {
  const changed = await inTransaction(storage, (trx) => reconcileAgent(trx, agentId, now()));
  if (changed) board.wake(agentId);
}

/**
 * Works out the processes of policies that have changed, agent by agent, so that no transaction grows with the fleet.
 * What is left when a controller dies is done by the next: the mark is taken away last.
 */
export async function refreshStalePolicies(parts: RefreshParts): Promise<void> {
  const stale = await parts.storage.selectFrom('policies').selectAll().where('targets_stale', '=', 1).execute();
  for (const row of stale) {
    if (row.kind !== 'trigger') for (const agentId of await agentsOf(parts, row)) await tellAgain(parts, agentId);
    await parts.storage
      .updateTable('policies')
      .set({ targets_stale: 0 })
      .where('id', '=', row.id)
      .where('updated_at_ms', '=', row.updated_at_ms)
      .execute();
  }
}

/** Agents whose processes this policy covers, and those whose processes it may cover now. */
async function agentsOf({ storage, presence }: RefreshParts, row: PolicyRow): Promise<Set<string>> {
  const held = await storage
    .selectFrom('policy_targets')
    .select('agent_id')
    .distinct()
    .where('policy_id', '=', row.id)
    .execute();
  const agents = new Set(held.map(({ agent_id }) => agent_id));
  if (row.enabled === 1) {
    const { selector } = ruleOf(row) as CompleteStanding;
    const compiled = compileSelector(selector);
    if (!compiled.ok) return agents;
    for await (const rows of new InventoryStore(storage, presence).matching(selector, compiled.matches)) {
      for (const { agent_id } of rows) agents.add(agent_id);
    }
  }
  return agents;
}

/** Also where the processes stay the same: how they are profiled may have changed. */
async function tellAgain({ storage, board, now }: RefreshParts, agentId: string): Promise<void> {
  await inTransaction(storage, async (trx) => {
    await reconcileAgent(trx, agentId, now());
    await bumpAssignments(trx, [agentId]);
  });
  board.wake(agentId);
}
