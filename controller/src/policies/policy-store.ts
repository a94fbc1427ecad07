import { randomUUIDv7 } from 'node:crypto';
import type { Policy } from '@meshprof/contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { EventLog } from '../events/event-log.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Trx } from '../tasks/task-store.ts';
import type { CompleteRule } from './complete-rule.ts';
import { emitPolicyChanged, type PolicyChange } from './policy-events.ts';
import type { PolicyId, PolicyRow } from './policy-rows.ts';
import { toPlainPolicy, withCounts } from './policy-view.ts';

export interface PolicyStoreParts {
  readonly storage: Storage;
  readonly audit: AuditLog;
  readonly events: EventLog;
  readonly now: () => number;
  /** After a change is stored: `everyAgent` if all of them have another list of watches now. */
  readonly onChange: (change: { everyAgent: boolean }) => void;
}

export interface PolicyDefinition {
  readonly name: string;
  readonly enabled: boolean;
  readonly rule: CompleteRule;
}

/** Place in the list: newest first. */
export type PolicyPosition = readonly [createdAtMs: number, id: PolicyId];

/** The policies as people define them. Each change is in the audit log, and is told to whom it concerns. */
export class PolicyStore {
  readonly #parts: PolicyStoreParts;

  constructor(parts: PolicyStoreParts) {
    this.#parts = parts;
  }

  async list(page: { limit: number; after?: PolicyPosition }): Promise<Policy[]> {
    let query = this.#parts.storage.selectFrom('policies').selectAll();
    query = query.orderBy('created_at_ms', 'desc').orderBy('id', 'desc').limit(page.limit);
    if (page.after !== undefined) {
      const [at, id] = page.after;
      query = query.where((eb) =>
        eb.or([eb('created_at_ms', '<', at), eb.and([eb('created_at_ms', '=', at), eb('id', '<', id)])])
      );
    }
    return withCounts(this.#parts.storage, await query.execute());
  }

  async find(id: PolicyId): Promise<Policy | undefined> {
    const row = await this.#parts.storage.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : (await withCounts(this.#parts.storage, [row]))[0];
  }

  async create(definition: PolicyDefinition, author: string): Promise<Policy> {
    const nowMs = this.#parts.now();
    const row: PolicyRow = {
      id: randomUUIDv7(),
      ...columnsOf(definition),
      author,
      created_at_ms: nowMs,
      updated_at_ms: nowMs,
      updated_by: author,
      targets_stale: 1,
      evaluated_at_ms: null,
      problem: null,
      problem_since_ms: null,
    };
    await inTransaction(this.#parts.storage, async (trx) => {
      await trx.insertInto('policies').values(row).execute();
      await this.#tellAgents(trx, [row]);
      await this.#record(trx, { actor: author, verb: 'create', after: row });
    });
    this.#announce([row], 'created');
    return toPlainPolicy(row);
  }

  /** Replaces what a policy does; undefined if there is none. */
  replace(id: PolicyId, definition: PolicyDefinition, author: string): Promise<Policy | undefined> {
    // Another rule begins without the troubles of the one before.
    const changes = { ...columnsOf(definition), evaluated_at_ms: null, problem: null, problem_since_ms: null };
    return this.#change(id, { changes, author, verb: 'replace', event: 'changed' });
  }

  setEnabled(id: PolicyId, enabled: boolean, author: string): Promise<Policy | undefined> {
    const event = enabled ? 'enabled' : 'disabled';
    const changes = { enabled: enabled ? 1 : 0, problem: null, problem_since_ms: null };
    return this.#change(id, { changes, author, verb: enabled ? 'enable' : 'disable', event });
  }

  /** False if there is none. Tasks it started stay. */
  async delete(id: PolicyId, author: string): Promise<boolean> {
    const row = await inTransaction(this.#parts.storage, async (trx) => {
      const found = await trx.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst();
      if (found === undefined) return undefined;
      await this.#tellAgents(trx, [found]);
      // What this policy covered, another may cover from now on.
      await trx.updateTable('policies').set({ targets_stale: 1 }).where('kind', '=', found.kind).execute();
      await trx.deleteFrom('policies').where('id', '=', id).execute();
      await this.#record(trx, { actor: author, verb: 'delete', before: found });
      return { ...found, updated_by: author };
    });
    if (row !== undefined) this.#announce([row], 'deleted');
    return row !== undefined;
  }

  /** What hinders a policy now, as of an evaluation; null if nothing does. Told when it begins and ends. */
  async noteEvaluation(id: PolicyId, problem: string | null): Promise<void> {
    const nowMs = this.#parts.now();
    const changed = await inTransaction(this.#parts.storage, async (trx) => {
      const row = await trx.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return undefined;
      const since = problem === null ? null : (row.problem_since_ms ?? nowMs);
      const evaluated = problem === null ? nowMs : row.evaluated_at_ms;
      const after = { ...row, problem, problem_since_ms: since, evaluated_at_ms: evaluated };
      await trx
        .updateTable('policies')
        .set({ problem, problem_since_ms: since, evaluated_at_ms: evaluated })
        .where('id', '=', id)
        .execute();
      return (row.problem === null) === (problem === null) ? undefined : after;
    });
    if (changed !== undefined) emitPolicyChanged(this.#parts.events, changed, problem === null ? 'working' : 'failing');
  }

  async #change(
    id: PolicyId,
    { changes, author, verb, event }: { changes: Partial<PolicyRow>; author: string; verb: string; event: PolicyChange }
  ): Promise<Policy | undefined> {
    const change = await inTransaction(this.#parts.storage, async (trx) => {
      const before = await trx.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst();
      if (before === undefined) return undefined;
      const updated = { updated_at_ms: this.#parts.now(), updated_by: author, targets_stale: 1 };
      const after = { ...before, ...changes, ...updated };
      await trx
        .updateTable('policies')
        .set({ ...changes, ...updated })
        .where('id', '=', id)
        .execute();
      await this.#tellAgents(trx, [before, after]);
      await this.#record(trx, { actor: author, verb, before, after });
      return { before, after };
    });
    if (change === undefined) return undefined;
    this.#announce([change.after, change.before], event);
    return this.find(id);
  }

  /** Whoever holds something of this policy asks again. What a changed selector adds follows (refresh-targets.ts). */
  async #tellAgents(trx: Trx, versions: readonly PolicyRow[]): Promise<void> {
    const id = versions[0]?.id ?? '';
    const everyAgent = versions.some(isWatched);
    await trx
      .updateTable('agents')
      .set((eb) => ({ assignments_version: eb('assignments_version', '+', 1) }))
      .$if(!everyAgent, (query) =>
        query.where('id', 'in', (eb) => eb.selectFrom('policy_targets').select('agent_id').where('policy_id', '=', id))
      )
      .execute();
  }

  async #record(
    trx: Trx,
    { actor, verb, before, after }: { actor: string; verb: string; before?: PolicyRow; after?: PolicyRow }
  ): Promise<void> {
    await this.#parts.audit.record(trx, {
      actor,
      action: `policy.${verb}`,
      objectKind: 'policy',
      objectId: (after ?? before)?.id ?? '',
      ...(before !== undefined && { before: toPlainPolicy(before) }),
      ...(after !== undefined && { after: toPlainPolicy(after) }),
    });
  }

  /** The first version is the one to tell of. */
  #announce(versions: readonly [PolicyRow, ...PolicyRow[]], change: PolicyChange): void {
    emitPolicyChanged(this.#parts.events, versions[0], change);
    this.#parts.onChange({ everyAgent: versions.some(isWatched) });
  }
}

function columnsOf({ name, enabled, rule }: PolicyDefinition) {
  return { name, enabled: enabled ? 1 : 0, kind: rule.kind, rule_json: JSON.stringify(rule) };
}

/** Agents match its selector themselves. */
function isWatched({ rule_json }: PolicyRow): boolean {
  const rule = JSON.parse(rule_json) as CompleteRule;
  return rule.kind === 'trigger' && rule.condition.source === 'node';
}
