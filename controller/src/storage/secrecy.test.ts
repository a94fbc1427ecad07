import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { openDatabase } from './open-database.ts';
import { forPostgres } from '../testing/each-database.ts';
import { freePort } from '../testing/postgres-cluster.ts';

const PASSWORD = 'hunter2-is-secret';

/** Everything that a log or a person may get to see of an error. */
function everythingOf(error: unknown): string {
  let logged = '';
  pino({}, { write: (line: string) => (logged += line) }).error({ err: error }, 'failed');
  return `${logged} ${inspect(error, { depth: 20, showHidden: true })}`;
}

describe('the password of the database', () => {
  it('is in no error of a server that is not there', async () => {
    const url = `postgres://me:${PASSWORD}@127.0.0.1:${await freePort()}/meshprof`;
    await assert.rejects(open(url), (error: Error) => {
      const all = everythingOf(error);
      assert.match(all, /PostgreSQL at 127\.0\.0\.1, database meshprof.*ECONNREFUSED/s);
      assert.ok(!all.includes(PASSWORD));
      return true;
    });
  });

  forPostgres((cluster) => {
    it('is in no error or log of a server that refuses, or ends', async () => {
      const withPassword = (database: string) => {
        const url = new URL(cluster().url(database));
        url.password = PASSWORD;
        return url.href;
      };
      await assert.rejects(open(withPassword('there_is_none')), (error: Error) => {
        const all = everythingOf(error);
        assert.match(all, /database "there_is_none" does not exist/);
        assert.ok(!all.includes(PASSWORD));
        return true;
      });
      await cluster().createDatabase('secrecy');
      const lines: string[] = [];
      const log = pino({}, { write: (line: string) => void lines.push(line) });
      const database = await openDatabase(withPassword('secrecy'), { log });
      await cluster().stop();
      const failure = await database.storage
        .selectFrom('tasks')
        .select('id')
        .execute()
        .catch((error: unknown) => error);
      assert.ok(!everythingOf(failure).includes(PASSWORD));
      await database.close();
      assert.ok(lines.length > 0);
      assert.ok(!lines.join('').includes(PASSWORD));
    });
  });
});

const NO_LOG = { info: () => undefined, warn: () => undefined };

function open(url: string) {
  return openDatabase(url, { log: NO_LOG });
}
