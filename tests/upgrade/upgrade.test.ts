/**
 * Databases that controllers of earlier commits filled (tests/golden/upgrade, by make-fixture.mjs) are opened by this one:
 * it migrates them, answers what the old one answered, and ends with the same tables as a new database.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Kysely } from 'kysely';
import { openStorage } from '../../controller/src/storage/open-storage.ts';
import type { Schema } from '../../controller/src/storage/schema.ts';
import { openController } from '../../controller/src/testing/controller-under-test.ts';
import { forEachDatabase, type TestDatabases } from '../../controller/src/testing/each-database.ts';
import { runStatement } from '../../controller/src/testing/fresh-database.ts';
import { at } from '../harness/project.ts';
import { answersOf, type OldAnswers } from './answers.ts';

const GOLDEN = at('tests', 'golden', 'upgrade');
const COMMITS = readdirSync(GOLDEN);

describe('upgrade of a controller’s database', () => {
  it('has databases of earlier commits to try', () => {
    assert.ok(COMMITS.length >= 2);
  });

  forEachDatabase((databases) => {
    for (const commit of COMMITS) {
      const file = (name: string) => path.join(GOLDEN, commit, `${databases.kind}.${name}`);
      const skip = existsSync(file('sql')) ? false : `${commit} did not know this database`;

      it(`from ${commit}: all that was stored is answered as before`, { skip }, async () => {
        const database = await restored(databases, readFileSync(file('sql'), 'utf8'));
        const before = JSON.parse(readFileSync(file('json'), 'utf8')) as OldAnswers;
        await using under = await openController({ database });
        assert.deepEqual(await answersOf(under, before), before);
      });

      it(`from ${commit}: the tables are those of a new database`, { skip }, async () => {
        const storage = await openStorage(await restored(databases, readFileSync(file('sql'), 'utf8')));
        const fresh = await openStorage(await databases.create());
        assert.deepEqual(await tablesOf(storage), await tablesOf(fresh));
        await storage.destroy();
        await fresh.destroy();
      });
    }
  });
});

async function restored(databases: TestDatabases, sql: string): Promise<string> {
  const database = await databases.create();
  if (databases.kind === 'postgresql') await runStatement(database, sql);
  else {
    const sqlite = new DatabaseSync(database);
    sqlite.exec(sql);
    sqlite.close();
  }
  return database;
}

/** Columns in any order: an added one stands last, in a new table it stands where it belongs. */
async function tablesOf(storage: Kysely<Schema>): Promise<unknown[]> {
  const tables = await storage.introspection.getTables();
  return tables
    .map(({ name, columns }) => [
      name,
      ...columns.map((column) => `${column.name} ${column.dataType} ${column.isNullable ? 'null' : 'not null'}`).sort(),
    ])
    .sort();
}
