import type { Transaction } from 'kysely';
import type { Storage } from './open-storage.ts';
import type { Schema } from './schema.ts';

/** Two replicas that change the same things in another order: PostgreSQL ends one of the two, which may try again. */
const CONFLICTS: readonly unknown[] = ['40001' /* serialization_failure */, '40P01' /* deadlock_detected */];

const UNIQUE_VIOLATION = '23505';

const MAX_ATTEMPTS = 5;

/**
 * A transaction that is repeated if it lost against another one; `work` must have no effect outside `trx` until it
 * returns. What is read and then changed by what was read needs `forUpdate()`: PostgreSQL lets others change it in
 * between (READ COMMITTED). `repeatsOnDuplicate`: also where another one was faster to insert what `work` looked for in
 * vain; it will find it.
 */
export async function inTransaction<T>(
  storage: Storage,
  work: (trx: Transaction<Schema>) => Promise<T>,
  { repeatsOnDuplicate = false } = {}
): Promise<T> {
  const conflicts = repeatsOnDuplicate ? [...CONFLICTS, UNIQUE_VIOLATION] : CONFLICTS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storage.transaction().execute(work);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !conflicts.includes((error as { code?: unknown }).code)) throw error;
    }
  }
}
