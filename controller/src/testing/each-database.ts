import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe } from 'node:test';
import { findPostgresBinaries, type PostgresCluster, startPostgresCluster } from './postgres-cluster.ts';

/** One of the two kinds of database, for the tests inside `forEachDatabase`. */
export interface TestDatabases {
  readonly kind: 'sqlite' | 'postgresql';
  /** A new, empty database: what `openStorage`, `openController({ database })` and DATABASE_URL take. */
  create(): Promise<string>;
}

/**
 * Runs the tests that `body` declares once on SQLite and once on PostgreSQL:
 *
 *     forEachDatabase((databases) => {
 *       it('…', async () => {
 *         await using under = await openController({ database: await databases.create() });
 *       });
 *     });
 */
export function forEachDatabase(body: (databases: TestDatabases) => void): void {
  describe('on SQLite', () => {
    let folder: string;
    let made = 0;
    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'meshprof-databases-'));
    });
    after(() => rmSync(folder, { recursive: true }));
    body({ kind: 'sqlite', create: () => Promise.resolve(path.join(folder, `${(made += 1)}.db`)) });
  });
  forPostgres((cluster) => {
    let made = 0;
    body({ kind: 'postgresql', create: () => cluster().createDatabase(`test_${(made += 1)}`) });
  });
}

/** Tests of what only PostgreSQL offers. `cluster()` is there inside tests and hooks. */
export function forPostgres(body: (cluster: () => PostgresCluster) => void): void {
  const bin = findPostgresBinaries();
  const skip = bin === undefined && "PostgreSQL is not installed (Debian's package postgresql)";
  describe('on PostgreSQL', { skip }, () => {
    let cluster: PostgresCluster;
    before(async () => {
      cluster = await startPostgresCluster(bin ?? '');
    });
    after(() => cluster.remove());
    body(() => cluster);
  });
}
