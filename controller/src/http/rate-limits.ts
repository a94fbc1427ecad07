import fastifyRateLimit, { type errorResponseBuilderContext } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.ts';

/** Counters in memory; beyond these the one that has been quiet longest is forgotten. */
const MAX_COUNTERS = 50_000;

/** Every request counts against its address, also one without credentials. */
export async function limitByAddress(scope: FastifyInstance, perMinute: number): Promise<void> {
  await scope.register(fastifyRateLimit, {
    ...commonOf(perMinute),
    errorResponseBuilder: (_request, context) => exceeded(context, 'this address'),
  });
}

/**
 * Each agent has a limit of its own, as thousands may come from one address; requests with a wrong credential count
 * against the address.
 */
export async function limitByAgent(scope: FastifyInstance, perMinute: number): Promise<void> {
  await scope.register(fastifyRateLimit, {
    ...commonOf(perMinute),
    // After the credential has said whose request it is.
    hook: 'preHandler',
    keyGenerator: ({ agentId, ip }: FastifyRequest) => agentId ?? ip,
    errorResponseBuilder: (_request, context) => exceeded(context, 'this agent'),
  });
  const count = scope.createRateLimit({ max: perMinute, timeWindow: WINDOW, keyGenerator: ({ ip }) => ip });
  scope.addHook('onRequest', async (request) => {
    const failures = await count(request, { increment: false });
    if (failures.isAllowed || !failures.isExceeded) return;
    const context = { max: perMinute, after: `${failures.ttlInSeconds} seconds` };
    throw exceeded(context, 'this address with a wrong credential', String(failures.ttlInSeconds));
  });
  scope.addHook('onError', async (request, _reply, error) => {
    if (error instanceof ProblemError && error.code === 'unauthenticated') await count(request);
  });
}

const WINDOW = '1 minute';

function commonOf(perMinute: number) {
  return { max: perMinute, timeWindow: WINDOW, cache: MAX_COUNTERS };
}

function exceeded(
  { max, after }: Pick<errorResponseBuilderContext, 'max' | 'after'>,
  from: string,
  retryAfter?: string
) {
  const detail = `More than ${max} requests came within a minute from ${from}. Try again in ${after}.`;
  return new ProblemError(
    'rate-limited',
    detail,
    retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }
  );
}
