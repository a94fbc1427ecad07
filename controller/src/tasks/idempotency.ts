import { createHash } from 'node:crypto';
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

/** The task that was made with this key, `other-body` if that request asked for something else. */
export async function findByKey(
  storage: Storage,
  key: IdempotencyKey
): Promise<{ taskId: string } | 'other-body' | undefined> {
  const known = await storage
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('author', '=', key.author)
    .where('key', '=', key.key)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  return known.body_hash === key.bodyHash ? { taskId: known.task_id } : 'other-body';
}

export async function rememberKey(
  trx: Trx,
  key: IdempotencyKey,
  task: { id: string; created_at_ms: number }
): Promise<void> {
  await trx
    .insertInto('idempotency_keys')
    .values({
      author: key.author,
      key: key.key,
      body_hash: key.bodyHash,
      task_id: task.id,
      created_at_ms: task.created_at_ms,
    })
    .execute();
}

/** Equal for values that mean the same, whatever the order of their keys. */
function hashOf(request: object): string {
  const canonical = JSON.stringify(request, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(canonical).digest('hex');
}
