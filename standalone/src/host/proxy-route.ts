/**
 * The rules of Grafana's app plugin proxy (12.4, tried on a running one): which route a path takes, who may take it,
 * and what the backend then sees. Pure, so that the rules are tested without a server.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { posix } from 'node:path';
import { ORG_ROLES, type OrgRole } from './org-roles.ts';
import type { PluginRoute } from './plugin-manifest.ts';

export interface ProxyUser {
  readonly role: OrgRole;
  readonly actions: ReadonlySet<string>;
}

export interface RouteTemplateData {
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

export type RouteDecision =
  | { readonly outcome: 'forward'; readonly route: PluginRoute; readonly tail: string }
  | { readonly outcome: 'denied' }
  | { readonly outcome: 'not-found' };

/**
 * `path` is what follows the plugin's id, still escaped. The first route whose method and path match decides: without
 * the right to it the answer is no, even if a later route would let the same request through.
 */
export function decideRoute(
  routes: readonly PluginRoute[],
  { method, path, user }: { method: string; path: string; user: ProxyUser }
): RouteDecision {
  const cleaned = posix.join('/', path).replace(/\/$/, '').slice(1);
  for (const route of routes) {
    const anyMethod = route.method === undefined || route.method === '' || route.method === '*';
    if (!anyMethod && route.method !== method) continue;
    const tail = matchPath(route.path, cleaned);
    if (tail === undefined) continue;
    return isAllowed(route, user) ? { outcome: 'forward', route, tail } : { outcome: 'denied' };
  }
  return { outcome: 'not-found' };
}

/** What the star stands for ('' for an exact route), or undefined. Cleaned paths end in a segment, so a star has one. */
function matchPath(pattern: string, path: string): string | undefined {
  if (!pattern.endsWith('/*')) return pattern === path ? '' : undefined;
  const prefix = pattern.slice(0, -1);
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** An action replaces the role check, it is not checked in addition. */
function isAllowed({ reqAction, reqRole }: PluginRoute, user: ProxyUser): boolean {
  if (reqAction) return user.actions.has(reqAction);
  const needed = ORG_ROLES.findIndex((role) => role === reqRole);
  return needed <= ORG_ROLES.indexOf(user.role);
}

/** The part of Go's text/template that plugin.json uses: `{{ .JsonData.name }}`. Unknown names become nothing. */
export function interpolate(template: string, { jsonData, secureJsonData }: RouteTemplateData): string {
  return template.replace(
    /\{\{\s*\.(JsonData|SecureJsonData)\.(\w+)\s*\}\}/g,
    (_match, source: string, key: string) => {
      const value = (source === 'JsonData' ? jsonData : secureJsonData)[key];
      return typeof value === 'string' ? value : '';
    }
  );
}

/** Never forwarded: what belongs to one connection, to the browser's origin, or to this server's own session. */
const DROPPED_HEADERS = new Set([
  'authorization',
  'connection',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'proxy-authorization',
  'proxy-connection',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-grafana-id',
  'x-grafana-user',
]);

export interface ForwardInput {
  readonly headers: IncomingHttpHeaders;
  readonly route: PluginRoute;
  readonly data: RouteTemplateData;
  /** JSON of the signed-in user. */
  readonly userContext: string;
  readonly remoteAddress: string;
}

/** Headers for the backend. Those of the route come last and replace whatever the browser sent under their names. */
export function forwardedHeaders({
  headers,
  route,
  data,
  userContext,
  remoteAddress,
}: ForwardInput): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  const connectionNames = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !DROPPED_HEADERS.has(name) && !connectionNames.includes(name)) result[name] = value;
  }
  const before = headers['x-forwarded-for'];
  result['x-forwarded-for'] = before === undefined ? remoteAddress : `${String(before)}, ${remoteAddress}`;
  result['x-grafana-referer'] = headers.referer ?? '';
  result['x-grafana-context'] = userContext;
  for (const { name, content } of route.headers ?? []) result[name.toLowerCase()] = interpolate(content, data);
  return result;
}
