/** `/api/plugin-proxy/<plugin>/*` as Grafana serves it: the browser's way to the controller. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { grafanaContext, type LocalUser } from './local-user.ts';
import { actionsOf, type PluginManifest } from './plugin-manifest.ts';
import { decideRoute, forwardedHeaders, interpolate, type RouteTemplateData } from './proxy-route.ts';

export interface PluginProxyOptions {
  readonly manifest: PluginManifest;
  readonly userOf: (request: FastifyRequest) => LocalUser;
  /** Read for each request: the controller's address may only be known once it listens, and may be changed. */
  readonly settings: RouteTemplateData;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Headers of a response that concern one connection, or would set a cookie under this page's name. */
const DROPPED_RESPONSE_HEADERS = new Set(['connection', 'keep-alive', 'set-cookie', 'transfer-encoding', 'upgrade']);

/** Mount it in a scope of its own: bodies are passed on unread. */
export function addPluginProxy(scope: FastifyInstance, options: PluginProxyOptions): void {
  const prefix = `/api/plugin-proxy/${options.manifest.id}`;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  scope.route({
    method: METHODS,
    url: `${prefix}/*`,
    handler: (request, reply) => handle(request, reply, { ...options, prefix }),
  });
}

async function handle(
  request: FastifyRequest,
  reply: FastifyReply,
  { manifest, userOf, settings, prefix }: PluginProxyOptions & { prefix: string }
): Promise<FastifyReply> {
  const user = userOf(request);
  const [rawPath = '', query] = splitOnce(request.raw.url ?? '', '?');
  const decision = decideRoute(manifest.routes ?? [], {
    method: request.method,
    path: rawPath.slice(prefix.length),
    user: { role: user.role, actions: actionsOf(manifest, user.role) },
  });
  if (decision.outcome === 'denied') return reply.code(403).send({ message: 'plugin proxy route access denied' });
  if (decision.outcome === 'not-found') return reply.code(404).send({ message: 'plugin route match not found' });

  const base = URL.parse(interpolate(decision.route.url, settings));
  if (base === null || !['http:', 'https:'].includes(base.protocol)) {
    return reply.code(502).send({ message: 'The app has no valid controller URL' });
  }
  const path = `${base.pathname.replace(/\/$/, '')}/${decision.tail}${query === undefined ? '' : `?${query}`}`;
  const headers = forwardedHeaders({
    headers: request.headers,
    route: decision.route,
    data: settings,
    userContext: grafanaContext(user),
    remoteAddress: request.ip,
  });
  try {
    const answer = await forward({ base, path, method: request.method, headers, request });
    return await passOn(answer, reply);
  } catch (error) {
    request.log.warn({ err: error, path }, 'the controller did not answer');
    return reply.code(502).send({ message: 'Bad Gateway' });
  }
}

interface Forward {
  readonly base: URL;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string | string[]>;
  readonly request: FastifyRequest;
}

function forward({ base, path, method, headers, request }: Forward): Promise<IncomingMessage> {
  const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(base, { path, method, headers }, resolve);
    outgoing.on('error', reject);
    // A browser that leaves ends the request to the controller too.
    request.raw.on('close', () => {
      if (!request.raw.complete) outgoing.destroy();
    });
    request.raw.pipe(outgoing);
  });
}

function passOn(answer: IncomingMessage, reply: FastifyReply): FastifyReply {
  reply.code(answer.statusCode ?? 502);
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !DROPPED_RESPONSE_HEADERS.has(name)) reply.header(name, value);
  }
  // As Grafana does: an answer opened as a page runs nothing.
  reply.header('content-security-policy', 'sandbox');
  return reply.send(answer);
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
