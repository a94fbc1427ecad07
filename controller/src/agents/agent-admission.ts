import type { RegisterRequest } from '@meshprof/contracts';
import type { Transaction } from 'kysely';
import type { AuditLog } from '../audit/audit-log.ts';
import { AGENTS_APART_MS, Groups } from '../storage/groups.ts';
import { type AgentId, newAgentId } from '../storage/ids.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Schema } from '../storage/schema.ts';
import { agentIdOf, equalSecrets, hashCredential, newCredential } from './agent-credentials.ts';
import type { AgentPresence } from './agent-presence.ts';
import type { AgentRow } from './agent-rows.ts';
import { type CredentialRow, readCredentials } from './credential-rows.ts';
import type { JoinTokenStore, ShownToken } from './join-token-store.ts';

export interface AdmissionParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly joinTokens: JoinTokenStore;
  readonly audit: AuditLog;
  readonly now: () => number;
}

export type Admitted = { readonly agentId: AgentId; readonly credential: string };

export type Registration =
  | { readonly outcome: 'admitted'; readonly admitted: Admitted }
  /** An administrator does not want this machine any more. */
  | { readonly outcome: 'machine-revoked' }
  | { readonly outcome: 'token-ended'; readonly why: 'used-up' | 'expired' | 'revoked' };

/** What the caller of an agent route is, of its row at that moment. */
export type Authentication =
  | ({ readonly outcome: 'agent'; readonly agentId: AgentId } & Pick<
      AgentRow,
      'inventory_version' | 'rotation_requested_at_ms'
    >)
  | { readonly outcome: 'revoked' }
  | { readonly outcome: 'unknown' };

type Trx = Transaction<Schema>;

/** Lets agents in: with a join token once, then with the credential they got for it. */
export class AgentAdmission {
  readonly #parts: AdmissionParts;
  /** Calls of many agents at once cost one read. */
  readonly #credentials = new Groups<AgentId, ReadonlyMap<AgentId, CredentialRow>>(
    (_key, ids) => readCredentials(this.#parts.storage, ids),
    { apartMs: AGENTS_APART_MS }
  );

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** Joins an agent. The same machine keeps its id and gets a new credential; the old one ends. */
  async register(request: RegisterRequest, token: ShownToken): Promise<Registration> {
    const { storage, presence } = this.#parts;
    const tokenId = token.kind === 'stored' ? token.id : null;
    const join = async (trx: Trx): Promise<Registration> => {
      const known = await trx
        .selectFrom('agents')
        .select(['id', 'join_token_id', 'revoked_at_ms'])
        .where('machine_id', '=', request.machineId)
        .forUpdate()
        .executeTakeFirst();
      if (known !== undefined && known.revoked_at_ms !== null) return { outcome: 'machine-revoked' };
      if (tokenId !== null) {
        const state = await this.#parts.joinTokens.use(trx, tokenId, known?.join_token_id === tokenId);
        if (state !== 'usable') return { outcome: 'token-ended', why: state };
      }
      return { outcome: 'admitted', admitted: await this.#store(trx, { request, tokenId, knownId: known?.id }) };
    };
    // Two requests of one new machine at the same moment: the slower one joins again.
    const registration = await inTransaction(storage, join, { repeatsOnDuplicate: true });
    if (registration.outcome === 'admitted') presence.touch(registration.admitted.agentId);
    return registration;
  }

  async #store(
    trx: Trx,
    { request, tokenId, knownId }: { request: RegisterRequest; tokenId: string | null; knownId: AgentId | undefined }
  ): Promise<Admitted> {
    const nowMs = this.#parts.now();
    const agentId = knownId ?? newAgentId();
    const credential = newCredential(agentId);
    const facts = {
      node: request.node,
      version: request.version,
      capabilities_json: JSON.stringify(request.capabilities),
      credential_hash: hashCredential(credential),
      next_credential_hash: null,
      rotation_requested_at_ms: null,
      join_token_id: tokenId,
      last_seen_at_ms: nowMs,
    };
    if (knownId !== undefined) {
      await trx.updateTable('agents').set(facts).where('id', '=', agentId).execute();
    } else {
      const isNew = { machine_id: request.machineId, registered_at_ms: nowMs, assignments_version: 0 };
      const empty = { revoked_at_ms: null, revoked_by: null, inventory_version: null, facts_json: null };
      await trx
        .insertInto('agents')
        .values({ id: agentId, ...isNew, ...empty, ...facts })
        .execute();
    }
    const after = { node: request.node, version: request.version, ...(tokenId !== null && { joinToken: tokenId }) };
    await this.#parts.audit.record(trx, {
      actor: `agent:${agentId}`,
      action: knownId === undefined ? 'agent.join' : 'agent.join-again',
      objectKind: 'agent',
      objectId: agentId,
      after,
    });
    return { agentId, credential };
  }

  /** Whose credential this is. The first use of one that a rotation gave ends the one before. */
  async authenticate(credential: string): Promise<Authentication> {
    const agentId = agentIdOf(credential);
    if (agentId === undefined) return { outcome: 'unknown' };
    const row = (await this.#credentials.add('all', agentId)).get(agentId);
    if (row === undefined) return { outcome: 'unknown' };
    const hash = hashCredential(credential);
    const isNext = row.next_credential_hash !== null && equalSecrets(hash, row.next_credential_hash);
    if (!isNext && !equalSecrets(hash, row.credential_hash)) return { outcome: 'unknown' };
    if (row.revoked_at_ms !== null) return { outcome: 'revoked' };
    if (isNext) await this.#promote(agentId, hash);
    const { inventory_version } = row;
    const rotation_requested_at_ms = isNext ? null : row.rotation_requested_at_ms;
    return { outcome: 'agent', agentId, inventory_version, rotation_requested_at_ms };
  }

  async #promote(agentId: AgentId, hash: string): Promise<void> {
    await this.#parts.storage
      .updateTable('agents')
      .set({ credential_hash: hash, next_credential_hash: null, rotation_requested_at_ms: null })
      .where('id', '=', agentId)
      // A rotation asked for again meanwhile has another next credential, or none yet.
      .where('next_credential_hash', '=', hash)
      .execute();
  }
}
