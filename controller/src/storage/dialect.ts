import { type Kysely, PostgresAdapter } from 'kysely';

/** For the few things that the two databases spell differently: triggers, notifications. */
export function isPostgres(db: Pick<Kysely<never>, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
