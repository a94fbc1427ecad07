import type { Agent, Heartbeat, HeartbeatResponse } from '@meshprof/contracts';
import type { Transaction } from 'kysely';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AgentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Schema } from '../storage/schema.ts';
import { hashCredential, newCredential } from './agent-credentials.ts';
import type { AgentPresence } from './agent-presence.ts';
import type { AgentRow } from './agent-rows.ts';
import { storedFacts, toAgent } from './agent-view.ts';
import type { AssignmentBoard } from './assignment-board.ts';

export interface AgentStoreParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly board: AssignmentBoard;
  readonly audit: AuditLog;
  readonly now: () => number;
}

type RowWithTargets = AgentRow & { targets: number | null };

export type RemoveOutcome = 'removed' | 'not-found' | 'connected';

/** Agents that have joined: what they say, what is shown of them, and what an administrator does with them. */
export class AgentStore {
  readonly #parts: AgentStoreParts;

  constructor(parts: AgentStoreParts) {
    this.#parts = parts;
  }

  /** `known`: of the agent's row when it was authenticated. Writes only if there is news. */
  async heartbeat(
    agentId: AgentId,
    { inventoryVersion, facts, usage }: Heartbeat,
    known: Pick<AgentRow, 'inventory_version' | 'rotation_requested_at_ms'>
  ): Promise<HeartbeatResponse> {
    const { storage, presence, now } = this.#parts;
    if (usage !== undefined) presence.usages.note(agentId, usage, now());
    if (facts !== undefined) {
      const { node, version, capabilities } = facts;
      await storage
        .updateTable('agents')
        .set({ node, version, capabilities_json: JSON.stringify(capabilities), facts_json: storedFacts(facts) })
        .where('id', '=', agentId)
        .execute();
    }
    const inventory = inventoryVersion !== undefined && known.inventory_version !== inventoryVersion;
    const answer = { inventory, ...(inventory && { acceptsGzip: true }) };
    if (known.rotation_requested_at_ms === null) return answer;
    // Given anew until it is used: the answer with the one before may not have arrived.
    const credential = newCredential(agentId);
    await storage
      .updateTable('agents')
      .set({ next_credential_hash: hashCredential(credential) })
      .where('id', '=', agentId)
      .execute();
    return { ...answer, credential };
  }

  /** A page, ordered by node and id, starting after `after`. */
  async list(page: { limit: number; after?: readonly [node: string, id: string] }): Promise<Agent[]> {
    let query = rowsWithTargets(this.#parts.storage).orderBy('node').orderBy('id').limit(page.limit);
    if (page.after !== undefined) {
      const [node, id] = page.after;
      query = query.where((eb) => eb.or([eb('node', '>', node), eb.and([eb('node', '=', node), eb('id', '>', id)])]));
    }
    return this.#toAgents(await query.execute());
  }

  async show(id: AgentId): Promise<Agent | undefined> {
    const row = await rowsWithTargets(this.#parts.storage).where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : (await this.#toAgents([row]))[0];
  }

  /** Ends the agent's credential for good, and its machine's admission. Its targets are gone from the inventory. */
  async revoke(id: AgentId, author: string): Promise<Agent | undefined> {
    const agent = await this.#change(id, { actor: author, action: 'agent.revoke' }, async (trx, row) => {
      if (row.revoked_at_ms !== null) return false;
      await trx.deleteFrom('inventory_targets').where('agent_id', '=', id).execute();
      await trx
        .updateTable('agents')
        .set({ revoked_at_ms: this.#parts.now(), revoked_by: author, inventory_version: null })
        .set({ next_credential_hash: null, rotation_requested_at_ms: null })
        // Lets a waiting poll go; the next one is refused.
        .set((eb) => ({ assignments_version: eb('assignments_version', '+', 1) }))
        .where('id', '=', id)
        .execute();
      return true;
    });
    this.#parts.presence.forget(id);
    this.#parts.board.wake(id);
    return agent;
  }

  /** Has the agent given a new credential with its next heartbeat; the old one ends when the new one is used. */
  async rotate(id: AgentId, author: string): Promise<Agent | 'revoked' | undefined> {
    let isRevoked = false;
    const agent = await this.#change(id, { actor: author, action: 'agent.rotate' }, async (trx, row) => {
      isRevoked = row.revoked_at_ms !== null;
      if (isRevoked || row.rotation_requested_at_ms !== null) return false;
      const change = { rotation_requested_at_ms: this.#parts.now() };
      await trx.updateTable('agents').set(change).where('id', '=', id).execute();
      return true;
    });
    return isRevoked ? 'revoked' : agent;
  }

  /** Forgets an agent that is lost or revoked. Its tasks keep what they know of it. */
  async remove(id: AgentId, author: string): Promise<RemoveOutcome> {
    const { storage, presence, audit } = this.#parts;
    const outcome = await inTransaction(storage, async (trx): Promise<RemoveOutcome> => {
      const row = await rowsWithTargets(trx).where('id', '=', id).forUpdate('agents').executeTakeFirst();
      if (row === undefined) return 'not-found';
      const before = this.#toAgent(row);
      if (before.state === 'connected') return 'connected';
      await trx.deleteFrom('inventory_targets').where('agent_id', '=', id).execute();
      await trx.deleteFrom('agent_usages').where('agent_id', '=', id).execute();
      await trx.deleteFrom('agents').where('id', '=', id).execute();
      await audit.record(trx, { actor: author, action: 'agent.delete', objectKind: 'agent', objectId: id, before });
      return 'removed';
    });
    if (outcome === 'removed') presence.forget(id);
    return outcome;
  }

  /** Applies `change` and its audit entry together; answers the agent afterwards. */
  #change(
    id: AgentId,
    entry: { actor: string; action: string },
    change: (trx: Transaction<Schema>, row: AgentRow) => Promise<boolean>
  ): Promise<Agent | undefined> {
    return inTransaction(this.#parts.storage, async (trx) => {
      const row = await rowsWithTargets(trx).where('id', '=', id).forUpdate('agents').executeTakeFirst();
      if (row === undefined) return undefined;
      const before = this.#toAgent(row);
      if (!(await change(trx, row))) return before;
      const changed = await rowsWithTargets(trx).where('id', '=', id).executeTakeFirstOrThrow();
      const after = this.#toAgent(changed);
      await this.#parts.audit.record(trx, { ...entry, objectKind: 'agent', objectId: id, before, after });
      return after;
    });
  }

  async #toAgents(rows: readonly RowWithTargets[]): Promise<Agent[]> {
    const usages = await this.#parts.presence.usages.of(rows.map(({ id }) => id));
    return rows.map((row) => this.#toAgent(row, usages.get(row.id)));
  }

  /** Without `usage` as the audit log keeps it: what an agent takes is nobody's change. */
  #toAgent(row: RowWithTargets, usage?: Agent['usage']): Agent {
    return toAgent(row, { targets: Number(row.targets ?? 0), usage }, this.#parts.presence);
  }
}

function rowsWithTargets(db: Storage | Transaction<Schema>) {
  return db
    .selectFrom('agents')
    .selectAll('agents')
    .select((eb) =>
      eb
        .selectFrom('inventory_targets')
        .whereRef('inventory_targets.agent_id', '=', 'agents.id')
        .select((count) => count.fn.countAll<number>().as('n'))
        .as('targets')
    );
}
