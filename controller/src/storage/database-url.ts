import type { ClientConfig } from 'pg';
import { parse, toClientConfig } from 'pg-connection-string';

/** Where the data is, in the form that the program opens. */
export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgresql'; readonly client: ClientConfig; /** Without the password. */ readonly shown: string };

/** A mistake in DATABASE_URL. Its message never repeats the URL, which may hold a password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}

/**
 * `postgres://user:password@host:port/database?sslmode=…` with the parameters and their meaning of libpq, so that
 * `sslmode=require` encrypts, `verify-full` also proves the server; `sqlite:<file>` or a path is a SQLite file.
 */
export function parseDatabaseUrl(text: string): DatabaseLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'postgres' || scheme === 'postgresql') return parsePostgresUrl(text);
  if (scheme === 'sqlite') return sqliteFile(text.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
  if (scheme !== undefined && text.includes('://')) {
    throw new DatabaseUrlError(`DATABASE_URL begins with ${scheme}:, which is none of postgres: and sqlite:`);
  }
  return sqliteFile(text);
}

function sqliteFile(file: string): DatabaseLocation {
  if (file === '') throw new DatabaseUrlError('DATABASE_URL names no file after sqlite:');
  return { kind: 'sqlite', file };
}

function parsePostgresUrl(text: string): DatabaseLocation {
  let client: ClientConfig;
  try {
    client = toClientConfig(parse(text, { useLibpqCompat: true }));
  } catch (error) {
    throw new DatabaseUrlError(reasonOf(error));
  }
  if (client.database === undefined || client.database === '') {
    throw new DatabaseUrlError('DATABASE_URL names no database; it is postgres://user:password@host:port/database');
  }
  return { kind: 'postgresql', client, shown: `${client.host ?? 'localhost'}, database ${client.database}` };
}

/** Only what is known to hold no part of the URL: an error of the URL parser carries all of it. */
function reasonOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'EACCES') return `cannot read ${path ?? 'a file'} of DATABASE_URL: ${code}`;
  const isAboutTls = error instanceof Error && /sslmode|sslrootcert/.test(error.message) && code === undefined;
  if (isAboutTls) return 'sslmode=verify-ca in DATABASE_URL needs sslrootcert=<file with the certificate of the CA>';
  return 'DATABASE_URL is no valid URL; characters like @ / : # in user or password must be percent-encoded';
}
