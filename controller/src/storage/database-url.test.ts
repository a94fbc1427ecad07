import assert from 'node:assert/strict';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DatabaseUrlError, parseDatabaseUrl } from './database-url.ts';

describe('DATABASE_URL', () => {
  it('may be a SQLite file', () => {
    for (const text of ['/var/lib/x.db', 'sqlite:/var/lib/x.db', 'sqlite:///var/lib/x.db']) {
      assert.deepEqual(parseDatabaseUrl(text), { kind: 'sqlite', file: '/var/lib/x.db' });
    }
    assert.deepEqual(parseDatabaseUrl(':memory:'), { kind: 'sqlite', file: ':memory:' });
    assert.deepEqual(parseDatabaseUrl('sqlite:x.db'), { kind: 'sqlite', file: 'x.db' });
  });

  it('may be a PostgreSQL server, shown without the password', () => {
    const location = parseDatabaseUrl('postgresql://me:p%40ss@db.example:5433/meshprof');
    assert.ok(location.kind === 'postgresql');
    const { user, password, host, port, database } = location.client;
    assert.deepEqual([user, password, host, port, database], ['me', 'p@ss', 'db.example', 5433, 'meshprof']);
    assert.equal(location.shown, 'db.example, database meshprof');
  });

  it('takes the words of libpq for TLS', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-ca-'));
    const ca = path.join(folder, 'ca.pem');
    writeFileSync(ca, 'a certificate');
    const sslOf = (query: string) => {
      const location = parseDatabaseUrl(`postgres://db/meshprof?${query}`);
      assert.ok(location.kind === 'postgresql');
      const { ssl } = location.client;
      return typeof ssl === 'object' ? { ...ssl } : ssl;
    };
    assert.equal(sslOf('sslmode=disable'), false);
    assert.deepEqual(sslOf('sslmode=require'), { rejectUnauthorized: false });
    assert.deepEqual(sslOf(`sslmode=verify-full&sslrootcert=${ca}`), { ca: 'a certificate' });
    rmSync(folder, { recursive: true });
  });

  const mistakes: [name: string, url: string, message: RegExp][] = [
    ['another scheme', 'mysql://u:hunter2@db/x', /begins with mysql:/],
    ['no database', 'postgres://u:hunter2@db', /names no database/],
    ['what is no URL', 'postgres://u:hunter2/@db:x:y/x', /no valid URL; characters like @/],
    [
      'a missing file',
      'postgres://u:hunter2@db/x?sslrootcert=/no/ca.pem',
      /cannot read \/no\/ca.pem of DATABASE_URL: ENOENT/,
    ],
    ['a check without what to check by', 'postgres://u:hunter2@db/x?sslmode=verify-ca', /needs sslrootcert=/],
    ['no file', 'sqlite:', /names no file/],
  ];
  for (const [name, url, message] of mistakes) {
    it(`with ${name} is refused without repeating it`, () => {
      assert.throws(
        () => parseDatabaseUrl(url),
        (error) => {
          assert.ok(error instanceof DatabaseUrlError);
          assert.match(error.message, message);
          assert.ok(!JSON.stringify({ ...error, stack: error.stack, cause: error.cause }).includes('hunter2'));
          return true;
        }
      );
    });
  }
});
