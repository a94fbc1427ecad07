import type { IncomingHttpHeaders } from 'node:http';

export interface BrowserGuardOptions {
  /** Host names (without port) under which this server may be addressed; `*` allows any. */
  readonly allowedHosts: readonly string[];
  /** Origins besides the server's own that may call it, e.g. `https://grafana.example`. */
  readonly allowedOrigins: readonly string[];
}

export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Why a request is refused as another page's doing, or undefined if it is not. Host: a page whose DNS name was rebound
 * to this address still names itself there. Origin and Sec-Fetch-Site: what browsers say about who sends. Programs
 * other than browsers send neither and are judged by their credentials only.
 */
export function findForeignOrigin(headers: IncomingHttpHeaders, options: BrowserGuardOptions): string | undefined {
  const host = headers.host ?? '';
  if (!isAllowedHost(host, options.allowedHosts)) {
    return 'This server does not go by the name in the Host header. Add the name to allowedHosts if it should.';
  }
  const { origin } = headers;
  if (origin !== undefined && options.allowedOrigins.includes(origin)) return undefined;
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    return 'The request comes from a page of another origin. Add the origin to allowedOrigins if it may.';
  }
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return 'The request comes from a page of another site.';
  return undefined;
}

function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return allowed.some((candidate) => candidate.toLowerCase() === name);
}

/** An origin is scheme and authority; the server does not know which scheme a proxy before it speaks. */
function isOwnOrigin(origin: string, host: string): boolean {
  return /^https?:\/\/(.+)$/i.exec(origin)?.[1]?.toLowerCase() === host.toLowerCase();
}
