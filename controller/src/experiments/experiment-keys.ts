import type { Storage } from '../storage/open-storage.ts';
import type { IdempotencyKey } from '../tasks/idempotency.ts';
import type { Trx } from '../tasks/task-store.ts';
import type { ExperimentRow } from './experiment-rows.ts';

/** The experiment that was made with this key, `other-body` if that request asked for something else. */
export async function findExperimentByKey(
  storage: Storage,
  { author, key, bodyHash }: IdempotencyKey
): Promise<{ id: string } | 'other-body' | undefined> {
  const known = await storage
    .selectFrom('experiment_keys')
    .select(['body_hash', 'experiment_id'])
    .where('author', '=', author)
    .where('key', '=', key)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  return known.body_hash === bodyHash ? { id: known.experiment_id } : 'other-body';
}

export async function rememberExperimentKey(
  trx: Trx,
  { author, key, bodyHash }: IdempotencyKey,
  row: ExperimentRow
): Promise<void> {
  const { id, created_at_ms } = row;
  await trx
    .insertInto('experiment_keys')
    .values({ author, key, body_hash: bodyHash, experiment_id: id, created_at_ms })
    .execute();
}

export async function forgetExperimentKeys(storage: Storage, createdBeforeMs: number): Promise<void> {
  await storage.deleteFrom('experiment_keys').where('created_at_ms', '<', createdBeforeMs).execute();
}
