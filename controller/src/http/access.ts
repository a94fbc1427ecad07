import type { IncomingHttpHeaders } from 'node:http';
import {
  ACCESS_HEADER,
  ACCESS_LEVELS,
  type AccessLevel,
  GRAFANA_CONTEXT_HEADER,
  SECRET_HEADER,
} from '@meshprof/contracts';
import { equalSecrets } from '../agents/agent-credentials.ts';

/** Who calls `/v1`, and what they may do. */
export interface Caller {
  readonly level: AccessLevel;
  readonly author: string;
}

export interface AccessSecrets {
  /** Shared with the plugin's proxy routes. Without it no request through Grafana is let in. */
  readonly secret?: string;
  /** For the command line and scripts, as `Authorization: Bearer …`; gives every right. */
  readonly token?: string;
}

export type AccessDecision =
  { allowed: true; caller: Caller } | { allowed: false; problem: 'unauthenticated' | 'forbidden'; detail: string };

/**
 * Decides by headers alone. A path proves nothing: Grafana's proxy lets a viewer reach any backend path through a
 * route whose prefix matches, so the level has to be the one that the matched route itself wrote into the header, and
 * the secret is what shows that a route wrote it.
 */
export function decideAccess(
  headers: IncomingHttpHeaders,
  needed: AccessLevel,
  secrets: AccessSecrets
): AccessDecision {
  const bearer = bearerOf(headers.authorization);
  if (bearer !== undefined) {
    // Every level is included in the token's.
    if (isSecret(bearer, secrets.token)) return { allowed: true, caller: { level: 'admin', author: TOKEN_AUTHOR } };
    return unauthenticated('The bearer token is wrong. Set MESHPROF_TOKEN to the token of this controller.');
  }
  const secret = headers[SECRET_HEADER];
  if (typeof secret !== 'string') {
    return unauthenticated(`Send Authorization: Bearer <token>, or go through the plugin's proxy (${SECRET_HEADER}).`);
  }
  if (!isSecret(secret, secrets.secret)) {
    return unauthenticated(`${SECRET_HEADER} is wrong. Set the plugin's secret to that of this controller.`);
  }
  return decideLevel(headers, needed);
}

/** Of the caller with the local token: the machine's own user. */
const TOKEN_AUTHOR = 'local';

function decideLevel(headers: IncomingHttpHeaders, needed: AccessLevel): AccessDecision {
  // A header sent twice arrives as `read, admin`, which is no level.
  const given = ACCESS_LEVELS.indexOf(headers[ACCESS_HEADER] as AccessLevel);
  const level = ACCESS_LEVELS[given];
  if (level === undefined) {
    return {
      allowed: false,
      problem: 'forbidden',
      detail: `${ACCESS_HEADER} must be one of ${ACCESS_LEVELS.join(', ')}.`,
    };
  }
  if (given < ACCESS_LEVELS.indexOf(needed)) {
    return {
      allowed: false,
      problem: 'forbidden',
      detail: `This needs the level ${needed}; the request has ${level}.`,
    };
  }
  return { allowed: true, caller: { level, author: authorOf(headers[GRAFANA_CONTEXT_HEADER]) } };
}

function unauthenticated(detail: string): AccessDecision {
  return { allowed: false, problem: 'unauthenticated', detail };
}

function isSecret(given: string, expected: string | undefined): boolean {
  return expected !== undefined && expected !== '' && equalSecrets(given, expected);
}

export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
}

/** The signed-in user's login; `unknown` where Grafana sent none. Called only after the secret was found right. */
function authorOf(context: string | string[] | undefined): string {
  if (typeof context !== 'string') return 'unknown';
  try {
    const user: unknown = JSON.parse(context);
    const login = typeof user === 'object' && user !== null && 'Login' in user ? user.Login : undefined;
    return typeof login === 'string' && login !== '' ? login.slice(0, MAX_AUTHOR_LENGTH) : 'unknown';
  } catch {
    return 'unknown';
  }
}

/** The width of Grafana's own login column. */
const MAX_AUTHOR_LENGTH = 190;
