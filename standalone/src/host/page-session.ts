/**
 * Keeps other pages and other names away. Behind this page stands an agent that runs as root, so a web page that the
 * user happens to have open must not be able to drive it:
 * - Host must be a loopback name, which a page whose DNS name was rebound to 127.0.0.1 cannot send;
 * - API calls need the cookie that loading the page set (HttpOnly, SameSite=Strict, a random value for each start);
 * - Origin and Sec-Fetch-Site, where the browser sends them, must be this page's own; another port of this machine
 *   shares cookies but not its origin;
 * - whatever changes something needs an Origin, which browsers always send with it.
 * It does not tell apart the people with an account on this machine: any of them can load the page.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackName } from '../loopback/loopback-name.ts';
import { readCookie } from './read-cookie.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly detail: string };

const ALLOWED: Verdict = { allowed: true };
const refused = (detail: string): Verdict => ({ allowed: false, detail });

export const createPageToken = (): string => randomBytes(32).toString('base64url');

/** For everything this page serves: the address under which it was asked for. */
export function checkHost(headers: IncomingHttpHeaders): Verdict {
  return isLoopbackName(headers.host)
    ? ALLOWED
    : refused('This page is served under the names 127.0.0.1, localhost and [::1] only.');
}

export interface ApiCall {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly token: string;
  readonly cookieName: string;
}

export function checkApiCall({ method, headers, token, cookieName }: ApiCall): Verdict {
  const { origin, host } = headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${(host ?? '').toLowerCase()}`) {
    return refused('The request comes from another page.');
  }
  if (origin === undefined && !SAFE_METHODS.has(method)) {
    return refused('A request that changes something needs the Origin header of this page.');
  }
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return refused('The request comes from another page.');
  const cookie = readCookie(headers.cookie, cookieName);
  if (cookie === undefined || !isSame(cookie, token)) {
    return refused('The page was loaded from an earlier start of Meshprof, or never. Reload it.');
  }
  return ALLOWED;
}

/** Cookies know no port: the name carries it, so that two instances on one machine do not overwrite each other's. */
export const cookieNameOf = (localPort: number): string => `meshprof_${localPort}`;

export const sessionCookie = (name: string, token: string): string =>
  `${name}=${token}; Path=/; HttpOnly; SameSite=Strict`;

/** Hashing first makes both sides equally long, as the constant-time comparison wants. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
