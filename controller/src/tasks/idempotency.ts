import { createHash } from 'node:crypto';
import { chunksOf } from '../storage/chunks.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Trx } from './task-store.ts';

export interface IdempotencyKey {
  readonly author: string;
  readonly key: string;
  readonly bodyHash: string;
}

/** What an author's key stands for: `kind` keeps the same body apart where it was sent to another route. */
export function idempotencyKey(author: string, key: string, kind: string, body: object): IdempotencyKey {
  return { author, key, bodyHash: hashOf(kind === '' ? body : { kind, body }) };
}

/** What of these keys is known: the task that was made with it, `other-body` if that request asked for something else. */
export async function findByKeys(
  storage: Storage,
  keys: readonly IdempotencyKey[]
): Promise<ReadonlyMap<IdempotencyKey, { taskId: string } | 'other-body'>> {
  const found = new Map<IdempotencyKey, { taskId: string } | 'other-body'>();
  for (const some of chunksOf(keys, KEYS_A_STATEMENT)) {
    const rows = await storage
      .selectFrom('idempotency_keys')
      .selectAll()
      .where((eb) => eb.or(some.map(({ author, key }) => eb.and({ author, key }))))
      .execute();
    for (const key of some) {
      const known = rows.find((row) => row.author === key.author && row.key === key.key);
      if (known === undefined) continue;
      found.set(key, known.body_hash === key.bodyHash ? { taskId: known.task_id } : 'other-body');
    }
  }
  return found;
}

/** Each is a condition of its own, and conditions are nested. */
const KEYS_A_STATEMENT = 50;

export interface KeyOfTask {
  readonly key: IdempotencyKey;
  readonly task: { readonly id: string; readonly created_at_ms: number };
}

export async function rememberKeys(trx: Trx, made: readonly KeyOfTask[]): Promise<void> {
  for (const some of chunksOf(made)) {
    const rows = some.map(({ key, task }) => ({
      author: key.author,
      key: key.key,
      body_hash: key.bodyHash,
      task_id: task.id,
      created_at_ms: task.created_at_ms,
    }));
    await trx.insertInto('idempotency_keys').values(rows).execute();
  }
}

/** Equal for values that mean the same, whatever the order of their keys. */
function hashOf(request: object): string {
  const canonical = JSON.stringify(request, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(canonical).digest('hex');
}
