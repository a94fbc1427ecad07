import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.ts';

export interface PostgresOptions {
  readonly poolSize: number;
  /** A statement that takes longer is given up, and its request refused; 0 for none. */
  readonly statementTimeoutMs: number;
  readonly log: DatabaseLog;
}

export interface DatabaseLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** How long a request waits for a connection: for a free one of the pool, or a new one to the server. */
const CONNECT_TIMEOUT_MS = 5_000;

/** After ten seconds, which is the default, the first requests after each quiet moment would wait for new ones. */
const KEEP_IDLE_MS = 10 * 60_000;

/** Beyond the server's own limit, for a server that cannot be reached any more. */
const ANSWER_MARGIN_MS = 5_000;

/** Connects with the first query. */
export function openPostgres(client: pg.ClientConfig, options: PostgresOptions): Kysely<Schema> {
  const { poolSize, statementTimeoutMs, log } = options;
  const pool = new pg.Pool({
    ...client,
    ...CONNECTION_OPTIONS,
    max: poolSize,
    idleTimeoutMillis: KEEP_IDLE_MS,
    ...(statementTimeoutMs > 0 && {
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + ANSWER_MARGIN_MS,
    }),
  });
  // A connection that breaks is replaced with the next query. Unheard, either event would end the process: one comes
  // from connections that nobody uses, the other from those in use, whose query says so as well.
  pool.on('error', (error) => log.warn(describeError(error), 'a connection to the database ended'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

const INT8 = pg.types.builtins.INT8;

/** What every connection of ours has in common. */
export const CONNECTION_OPTIONS = {
  application_name: 'meshprof-controller',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  // Times and counters are whole numbers that JavaScript holds exactly; by default they would come as text.
  types: {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === (INT8 as number)
        ? Number
        : (pg.types.getTypeParser(oid, format) as unknown)) as pg.CustomTypesConfig['getTypeParser'],
  },
} satisfies pg.ClientConfig;

/** What of an error may be logged: errors of pg carry the client, and that its settings. */
export function describeError(error: unknown): { code?: string; reason: string } {
  const { code, message } = error as { code?: string; message?: string };
  return { ...(code !== undefined && { code }), reason: message ?? String(error) };
}
