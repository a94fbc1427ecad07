import pg from 'pg';
import { openStorage } from '../storage/open-storage.ts';

/** A database for one test: in memory, or on the PostgreSQL server that on-postgresql.integration.test.ts names. */
export interface FreshDatabase {
  readonly url: string;
  remove(): Promise<void>;
}

/** URL of a server, to run the tests of the whole controller on it. */
export const TEST_SERVER_VARIABLE = 'MESHPROF_TEST_POSTGRESQL';

/** With the tables of this version, which saves each test the making of them. */
const TEMPLATE = 'meshprof_template';

let made = 0;

/** To be called once for a server. */
export async function makeTemplate(server: string): Promise<void> {
  await runStatement(server, `create database ${TEMPLATE}`);
  const url = new URL(server);
  url.pathname = TEMPLATE;
  await (await openStorage(url.href)).destroy();
}

export async function freshDatabase(): Promise<FreshDatabase> {
  const server = process.env[TEST_SERVER_VARIABLE];
  if (server === undefined) return { url: ':memory:', remove: () => Promise.resolve() };
  const name = `test_${process.pid}_${(made += 1)}`;
  await runStatement(server, `create database ${name} template ${TEMPLATE}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, remove: () => runStatement(server, `drop database ${name} with (force)`) };
}

/** One statement over a connection of its own. */
export async function runStatement(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
