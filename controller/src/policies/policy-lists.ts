import type { Firing, PolicyTarget } from '@meshprof/contracts';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { PolicyId } from './policy-rows.ts';
import { toFiring, toPolicyTarget } from './policy-view.ts';

/** What belongs to one policy. */
export class PolicyLists {
  readonly #storage: Storage;
  readonly #presence: AgentPresence;

  constructor(storage: Storage, presence: AgentPresence) {
    this.#storage = storage;
    this.#presence = presence;
  }

  /** A page, newest first. */
  async firings(
    policyId: PolicyId,
    page: { limit: number; after?: readonly [atMs: number, id: string] }
  ): Promise<Firing[]> {
    let query = this.#storage.selectFrom('policy_firings').selectAll().where('policy_id', '=', policyId);
    query = query.orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(page.limit);
    if (page.after !== undefined) {
      const [at, id] = page.after;
      query = query.where((eb) => eb.or([eb('at_ms', '<', at), eb.and([eb('at_ms', '=', at), eb('id', '<', id)])]));
    }
    return (await query.execute()).map(toFiring);
  }

  /** A page, ordered by node and id. */
  async targets(
    policyId: PolicyId,
    page: { limit: number; after?: readonly [node: string, id: string] }
  ): Promise<PolicyTarget[]> {
    let query = this.#storage
      .selectFrom('policy_targets')
      .innerJoin('agents', 'agents.id', 'policy_targets.agent_id')
      .selectAll('policy_targets')
      .select('agents.last_seen_at_ms')
      .where('policy_id', '=', policyId);
    query = query.orderBy('policy_targets.node').orderBy('target_id').limit(page.limit);
    if (page.after !== undefined) {
      const [node, id] = page.after;
      query = query.where((eb) =>
        eb.or([
          eb('policy_targets.node', '>', node),
          eb.and([eb('policy_targets.node', '=', node), eb('target_id', '>', id)]),
        ])
      );
    }
    const rows = await query.execute();
    return rows.map((row) => toPolicyTarget(row, this.#presence.isConnected({ ...row, id: row.agent_id })));
  }
}
