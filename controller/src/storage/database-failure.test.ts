import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { forPostgres } from '../testing/each-database.ts';
import { describeDatabaseFailure } from './database-failure.ts';
import { openStorage } from './open-storage.ts';

describe('a failure of the database', () => {
  const ofSqlite = (errcode: number) => Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });
  const ofPostgres = (code: string) => Object.assign(new Error('x'), { code, severity: 'FATAL' });
  const ofNetwork = (code: string) => Object.assign(new Error('x'), { code });
  const cases: [name: string, error: unknown, said: RegExp | undefined][] = [
    ['SQLITE_FULL', ofSqlite(13), /disk of the database is full/],
    ['SQLITE_IOERR_WRITE, an extended code', ofSqlite(778), /disk of the database reports an error/],
    ['SQLITE_BUSY', ofSqlite(5), /locked/],
    ['SQLITE_CONSTRAINT, which is a mistake of ours', ofSqlite(19), undefined],
    ['disk_full', ofPostgres('53100'), /disk of the database is full/],
    ['too_many_connections', ofPostgres('53300'), /no more connections/],
    ['admin_shutdown', ofPostgres('57P01'), /cannot be reached/],
    ['read_only_sql_transaction', ofPostgres('25006'), /read-only/],
    ['unique_violation, which is a mistake of ours', ofPostgres('23505'), undefined],
    ['syntax_error, which is a mistake of ours', ofPostgres('42601'), undefined],
    ['a refused connection', ofNetwork('ECONNREFUSED'), /cannot be reached/],
    ['a connection that ends', new Error('Connection terminated unexpectedly'), /cannot be reached/],
    ['an error of Fastify', ofNetwork('FST_ERR_VALIDATION'), undefined],
    ['any other error', new Error('x'), undefined],
    ['no error', 'x', undefined],
  ];
  for (const [name, error, said] of cases) {
    it(`is told from a mistake: ${name}`, () => {
      const told = describeDatabaseFailure(error);
      if (said === undefined) assert.equal(told, undefined);
      else assert.match(told ?? '', said);
    });
  }

  forPostgres((cluster) => {
    it('is a statement that takes too long', async () => {
      const storage = await openStorage(cluster().url(), { statementTimeoutMs: 100 });
      const slow = sql`select pg_sleep(60)`.execute(storage);
      const error: unknown = await slow.then(
        () => undefined,
        (reason: unknown) => reason
      );
      assert.match(describeDatabaseFailure(error) ?? '', /took too long/);
      await storage.destroy();
    });
  });
});
