import { randomUUID } from 'node:crypto';
import type { CreatedJoinToken, CreateJoinToken, JoinToken, JoinTokenState } from '@meshprof/contracts';
import type { Transaction } from 'kysely';
import type { AuditLog } from '../audit/audit-log.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Schema } from '../storage/schema.ts';
import { equalSecrets, hashCredential, joinTokenIdOf, newJoinToken } from './agent-credentials.ts';
import type { JoinTokenRow } from './agent-rows.ts';

/** What a token that an agent showed is. The configured one has no id and no limits. */
export type ShownToken =
  { readonly kind: 'configured' } | { readonly kind: 'stored'; readonly id: string } | { readonly kind: 'unknown' };

export interface JoinTokenParts {
  readonly storage: Storage;
  readonly audit: AuditLog;
  readonly now: () => number;
  /** The one of the configuration; empty or absent: none. */
  readonly configured?: string;
}

export class JoinTokenStore {
  readonly #parts: JoinTokenParts;

  constructor(parts: JoinTokenParts) {
    this.#parts = parts;
  }

  /** Whose token it is; whether it still admits is decided by `use`, in the transaction that admits. */
  async recognize(token: string): Promise<ShownToken> {
    const { storage, configured = '' } = this.#parts;
    if (configured !== '' && equalSecrets(token, configured)) return { kind: 'configured' };
    const id = joinTokenIdOf(token);
    if (id === undefined) return { kind: 'unknown' };
    const row = await storage.selectFrom('join_tokens').select('token_hash').where('id', '=', id).executeTakeFirst();
    if (row === undefined || !equalSecrets(hashCredential(token), row.token_hash)) return { kind: 'unknown' };
    return { kind: 'stored', id };
  }

  /**
   * Counts one admission. An agent that the token admitted before is no new one, so a token that is used up lets it in
   * again. Answers why not if it admits no more.
   */
  async use(trx: Transaction<Schema>, id: string, isKnown: boolean): Promise<JoinTokenState> {
    const nowMs = this.#parts.now();
    const row = await trx.selectFrom('join_tokens').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return 'revoked';
    const state = stateOf(row, nowMs);
    if (state === 'expired' || state === 'revoked' || (state === 'used-up' && !isKnown)) return state;
    // The condition is repeated in the statement: two agents may take the last use at the same moment.
    const used = await trx
      .updateTable('join_tokens')
      .set((eb) => ({ last_used_at_ms: nowMs, ...(!isKnown && { uses: eb('uses', '+', 1) }) }))
      .where('id', '=', id)
      .where('revoked_at_ms', 'is', null)
      .$if(!isKnown, (q) => q.where((eb) => eb.or([eb('max_uses', 'is', null), eb('uses', '<', eb.ref('max_uses'))])))
      .executeTakeFirst();
    return used.numUpdatedRows === 1n ? 'usable' : 'used-up';
  }

  async create(request: CreateJoinToken, author: string): Promise<CreatedJoinToken> {
    const id = randomUUID();
    const token = newJoinToken(id);
    const nowMs = this.#parts.now();
    const row: JoinTokenRow = {
      id,
      name: request.name,
      token_hash: hashCredential(token),
      uses: 0,
      max_uses: request.maxUses ?? null,
      created_at_ms: nowMs,
      created_by: author,
      expires_at_ms: request.expiresInMs === undefined ? null : nowMs + request.expiresInMs,
      last_used_at_ms: null,
      revoked_at_ms: null,
      revoked_by: null,
    };
    const created = toJoinToken(row, nowMs);
    await inTransaction(this.#parts.storage, async (trx) => {
      await trx.insertInto('join_tokens').values(row).execute();
      await this.#record(trx, { actor: author, action: 'join-token.create', id, after: created });
    });
    return { ...created, token };
  }

  /** Revoking twice is the same as once. Agents that it admitted stay: they have credentials of their own. */
  async revoke(id: string, author: string): Promise<JoinToken | undefined> {
    const nowMs = this.#parts.now();
    return inTransaction(this.#parts.storage, async (trx) => {
      const row = await trx.selectFrom('join_tokens').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (row === undefined) return undefined;
      const before = toJoinToken(row, nowMs);
      if (row.revoked_at_ms !== null) return before;
      const change = { revoked_at_ms: nowMs, revoked_by: author };
      await trx.updateTable('join_tokens').set(change).where('id', '=', id).execute();
      const after = toJoinToken({ ...row, ...change }, nowMs);
      await this.#record(trx, { actor: author, action: 'join-token.revoke', id, before, after });
      return after;
    });
  }

  /** A page, newest first, starting after `after`. */
  async list(page: { limit: number; after?: readonly [createdAtMs: number, id: string] }): Promise<JoinToken[]> {
    let query = this.#parts.storage
      .selectFrom('join_tokens')
      .selectAll()
      .orderBy('created_at_ms', 'desc')
      .orderBy('id', 'desc')
      .limit(page.limit);
    if (page.after !== undefined) {
      const [atMs, id] = page.after;
      query = query.where((eb) =>
        eb.or([eb('created_at_ms', '<', atMs), eb.and([eb('created_at_ms', '=', atMs), eb('id', '<', id)])])
      );
    }
    const nowMs = this.#parts.now();
    return (await query.execute()).map((row) => toJoinToken(row, nowMs));
  }

  #record(
    trx: Transaction<Schema>,
    { id, ...entry }: { actor: string; action: string; id: string; before?: object; after?: object }
  ): Promise<void> {
    return this.#parts.audit.record(trx, { ...entry, objectKind: 'join-token', objectId: id });
  }
}

function stateOf(row: JoinTokenRow, nowMs: number): JoinTokenState {
  if (row.revoked_at_ms !== null) return 'revoked';
  if (row.expires_at_ms !== null && nowMs >= row.expires_at_ms) return 'expired';
  return row.max_uses !== null && row.uses >= row.max_uses ? 'used-up' : 'usable';
}

function toJoinToken(row: JoinTokenRow, nowMs: number): JoinToken {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    id: row.id,
    name: row.name,
    state: stateOf(row, nowMs),
    uses: row.uses,
    createdAt: iso(row.created_at_ms),
    createdBy: row.created_by,
    ...(row.max_uses !== null && { maxUses: row.max_uses }),
    ...(row.expires_at_ms !== null && { expiresAt: iso(row.expires_at_ms) }),
    ...(row.last_used_at_ms !== null && { lastUsedAt: iso(row.last_used_at_ms) }),
    ...(row.revoked_at_ms !== null && { revokedAt: iso(row.revoked_at_ms) }),
    ...(row.revoked_by !== null && { revokedBy: row.revoked_by }),
  };
}
