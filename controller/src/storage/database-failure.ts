/**
 * What to tell somebody whose request failed because of the database itself rather than of what they asked for, or
 * undefined if that is not why. The request may be sent again later.
 */
export function describeDatabaseFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') return SQLITE_FAILURES[errcode & 0xff];
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error) return postgresFailure(code);
  const isLost = NETWORK_CODES.has(code) || LOST_CONNECTION.test(error.message);
  return isLost ? UNREACHABLE : undefined;
}

const UNREACHABLE = 'The database cannot be reached.';
const DISK_FULL = 'The disk of the database is full. Make room there; what is stored is safe.';

/** By primary result code (https://www.sqlite.org/rescode.html). */
const SQLITE_FAILURES: Readonly<Record<number, string>> = {
  5: 'Another program holds the database file locked.',
  8: 'The database file cannot be written: it, its folder or its file system is read-only.',
  10: 'The disk of the database reports an error, or the largest size of a file is reached. Look at the log.',
  11: 'The database file is damaged. Restore it from a backup.',
  13: DISK_FULL,
  14: 'The database file cannot be opened. Look at the permissions of the state directory.',
  26: 'The database file is damaged. Restore it from a backup.',
};

/** By class of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
function postgresFailure(code: string): string | undefined {
  if (code === '53100') return DISK_FULL;
  if (code === '53300')
    return 'The database takes no more connections. Lower databasePoolSize or raise its max_connections.';
  if (code === '57014') return 'The database took too long (databaseStatementTimeoutMs).';
  if (code === '25006') return 'The database is read-only: a standby, or one that is about to be replaced.';
  if (code === '40001' || code === '40P01') return 'Too many changes of the same thing came at once.';
  if (code === '28P01' || code === '28000') return 'The database refuses the name or the password of the controller.';
  return /^(08|53|57|58)/.test(code) ? UNREACHABLE : undefined;
}

const NETWORK_CODES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What pg says without a code (its client.js and pg-pool's index.js). */
const LOST_CONNECTION =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;
