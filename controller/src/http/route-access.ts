import { ACCESS_LEVELS, type AccessLevel } from '@meshprof/contracts';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { AgentAdmission, Authentication } from '../agents/agent-admission.ts';
import type { JoinTokenStore, ShownToken } from '../agents/join-token-store.ts';
import type { WebhookGuard } from '../alerts/webhook-guard.ts';
import type { AgentId } from '../storage/ids.ts';
import { type AccessSecrets, bearerOf, type Caller, decideAccess } from './access.ts';
import { requireClientCertificate } from './client-certificate.ts';
import { type BrowserGuardOptions, findForeignOrigin } from './browser-guard.ts';
import { ProblemError } from './problem-error.ts';

/**
 * What a route asks of its caller: a level of `/v1`; the join token or an agent's credential; the signature or token of
 * a `webhook`; nothing (`public`); or nothing and from any name (`probe`: health checks of a scheduler that knows an
 * address only).
 */
export type RouteAccess = AccessLevel | 'join' | 'agent' | 'webhook' | 'public' | 'probe';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
  interface FastifyRequest {
    /** Set on routes with an access level. */
    caller?: Caller;
    /** Set on routes with access `agent`. */
    agentId?: AgentId;
    /** Set with it: what its row said at that moment. */
    agentRow?: Extract<Authentication, { outcome: 'agent' }>;
    /** Set on routes with access `join`: a token of ours, which may have ended. */
    joinToken?: Exclude<ShownToken, { kind: 'unknown' }>;
  }
}

export interface RouteAccessOptions {
  readonly secrets: AccessSecrets;
  readonly browser: BrowserGuardOptions;
  readonly admission: AgentAdmission;
  readonly joinTokens: JoinTokenStore;
  readonly webhooks: WebhookGuard;
  /** Of agents; only where the server asks for one. */
  readonly clientCertificates: boolean;
}

/** Guards every route of a scope; a route that does not say what it asks cannot be added. */
export function useRouteAccess(scope: FastifyInstance, options: RouteAccessOptions): void {
  scope.decorateRequest('caller');
  scope.decorateRequest('agentId');
  scope.decorateRequest('webhookHash');
  scope.decorateRequest('agentRow');
  scope.decorateRequest('joinToken');
  scope.addHook('onRoute', refuseUnguarded);
  scope.addHook('onRequest', (request, _reply, done) => {
    const foreign = accessOf(request) === 'probe' ? undefined : findForeignOrigin(request.headers, options.browser);
    done(foreign === undefined ? undefined : new ProblemError('foreign-origin', foreign));
  });
  // After onRequest, where rate limits count, and before the body is read.
  scope.addHook('preParsing', async (request) => {
    const access = accessOf(request);
    if (access === 'probe' || access === 'public') return;
    if (options.clientCertificates && (access === 'join' || access === 'agent')) {
      requireClientCertificate(request.raw.socket);
    }
    if (access === 'join') await requireJoinToken(request, options.joinTokens);
    else if (access === 'webhook') refuseStranger(request, options.webhooks);
    else if (access === 'agent') await requireAgent(request, options.admission);
    else request.caller = requireLevel(request, access, options.secrets);
  });
  // A signature is over the body, so the route's own parser checks it; without a body there was nothing to parse.
  scope.addHook('preValidation', (request, _reply, done) => {
    const isProven = accessOf(request) !== 'webhook' || request.webhookHash !== undefined;
    done(isProven ? undefined : unauthenticated('A webhook has a body of JSON.'));
  });
}

function refuseUnguarded({ url, method, config }: RouteOptions): void {
  const access = config?.access;
  if (access === undefined) throw new Error(`route ${url} does not say what access it needs (config.access)`);
  const level = ACCESS_LEVELS.indexOf(access as AccessLevel);
  const reads = [method].flat().every((verb) => verb === 'GET' || verb === 'HEAD');
  if (!reads && level === 0 && config?.refusesMethod !== true) {
    throw new Error(`route ${url} changes something and must ask for more than the level read`);
  }
}

function accessOf(request: FastifyRequest): RouteAccess {
  // Requests without a route of ours (the host's own not-found handler) never get here; deny if one does.
  return request.routeOptions.config.access ?? 'admin';
}

function requireLevel(request: FastifyRequest, needed: AccessLevel, secrets: AccessSecrets): Caller {
  const decision = decideAccess(request.headers, needed, secrets);
  if (decision.allowed) return decision.caller;
  throw decision.problem === 'unauthenticated'
    ? unauthenticated(decision.detail)
    : new ProblemError(decision.problem, decision.detail);
}

async function requireJoinToken(request: FastifyRequest, joinTokens: JoinTokenStore): Promise<void> {
  const token = bearerOf(request.headers.authorization);
  const shown = token === undefined ? undefined : await joinTokens.recognize(token);
  if (shown === undefined || shown.kind === 'unknown') {
    throw unauthenticated('The join token is missing or wrong. Give the agent a join token of this controller.');
  }
  request.joinToken = shown;
}

async function requireAgent(request: FastifyRequest, admission: AgentAdmission): Promise<void> {
  const credential = bearerOf(request.headers.authorization);
  const caller = credential === undefined ? undefined : await admission.authenticate(credential);
  if (caller?.outcome === 'agent') {
    request.agentId = caller.agentId;
    request.agentRow = caller;
    return;
  }
  if (caller?.outcome !== 'revoked') {
    throw unauthenticated('The agent credential is missing, wrong or replaced. Register again with a join token.');
  }
  const detail = 'An administrator revoked this agent. Delete it to let its machine join again.';
  throw new ProblemError('agent-revoked', detail, CHALLENGE);
}

function refuseStranger(request: FastifyRequest, webhooks: WebhookGuard): void {
  const detail = webhooks.refuseEarly(request.headers);
  if (detail !== undefined) throw unauthenticated(detail);
}

export function unauthenticated(detail: string): ProblemError {
  return new ProblemError('unauthenticated', detail, CHALLENGE);
}

const CHALLENGE = { headers: { 'www-authenticate': 'Bearer realm="meshprof"' } };
