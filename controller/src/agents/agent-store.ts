import type { Agent, RegisterRequest } from '@meshprof/contracts';
import type { AgentRow } from '../storage/schema.ts';
import { type AgentId, newAgentId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { agentIdOf, equalSecrets, hashCredential, newCredential } from './agent-credentials.ts';
import type { AgentPresence } from './agent-presence.ts';

export class AgentStore {
  readonly #storage: Storage;
  readonly #presence: AgentPresence;
  readonly #now: () => number;

  constructor(storage: Storage, presence: AgentPresence, now: () => number) {
    this.#storage = storage;
    this.#presence = presence;
    this.#now = now;
  }

  /** Joins an agent. The same machine keeps its id and gets a new credential; the old one ends. */
  async register(request: RegisterRequest): Promise<{ agentId: AgentId; credential: string }> {
    const joined = await this.#storage.transaction().execute(async (trx) => {
      const known = await trx
        .selectFrom('agents')
        .select('id')
        .where('machine_id', '=', request.machineId)
        .executeTakeFirst();
      const agentId = known?.id ?? newAgentId();
      const credential = newCredential(agentId);
      const facts = {
        node: request.node,
        version: request.version,
        capabilities_json: JSON.stringify(request.capabilities),
        credential_hash: hashCredential(credential),
        last_seen_at_ms: this.#now(),
      };
      if (known !== undefined) {
        await trx.updateTable('agents').set(facts).where('id', '=', agentId).execute();
      } else {
        const isNew = { machine_id: request.machineId, registered_at_ms: this.#now(), assignments_version: 0 };
        await trx
          .insertInto('agents')
          .values({ id: agentId, ...isNew, ...facts })
          .execute();
      }
      return { agentId, credential };
    });
    await this.#presence.touch(joined.agentId);
    return joined;
  }

  /** The agent that owns this credential, or undefined. */
  async authenticate(credential: string): Promise<AgentId | undefined> {
    const agentId = agentIdOf(credential);
    if (agentId === undefined) return undefined;
    const row = await this.#storage
      .selectFrom('agents')
      .select('credential_hash')
      .where('id', '=', agentId)
      .executeTakeFirst();
    if (row === undefined || !equalSecrets(hashCredential(credential), row.credential_hash)) return undefined;
    return agentId;
  }

  /** A page, ordered by node and id, starting after `after`. */
  async list(page: { limit: number; after?: readonly [node: string, id: string] }): Promise<Agent[]> {
    let query = this.#storage
      .selectFrom('agents')
      .selectAll('agents')
      .select((eb) =>
        eb
          .selectFrom('inventory_targets')
          .whereRef('inventory_targets.agent_id', '=', 'agents.id')
          .select((count) => count.fn.countAll<number>().as('n'))
          .as('targets')
      )
      .orderBy('node')
      .orderBy('id')
      .limit(page.limit);
    if (page.after !== undefined) {
      const [node, id] = page.after;
      query = query.where((eb) => eb.or([eb('node', '>', node), eb.and([eb('node', '=', node), eb('id', '>', id)])]));
    }
    const rows = await query.execute();
    return rows.map((row) => this.#toAgent(row, Number(row.targets ?? 0)));
  }

  #toAgent(row: AgentRow, targets: number): Agent {
    return {
      id: row.id,
      node: row.node,
      version: row.version,
      capabilities: JSON.parse(row.capabilities_json) as string[],
      state: this.#presence.isConnected(row) ? 'connected' : 'lost',
      targets,
      registeredAt: new Date(row.registered_at_ms).toISOString(),
      lastSeenAt: new Date(this.#presence.lastSeenAtMs(row)).toISOString(),
    };
  }
}
