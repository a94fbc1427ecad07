import type { FastifyHttpOptions, RawServerDefault } from 'fastify';
import { RECEIVE_TIMEOUT_MS, refuseMalformedRequest } from './client-errors.ts';
import { ProblemError } from './problem-error.ts';
import { sendError } from './problems.ts';

/** How a Fastify instance that the controller is mounted in should be made; what only the instance can set. */
export const SERVER_OPTIONS = {
  /** Each route sets its own. */
  bodyLimit: 64 * 1024,
  requestTimeout: RECEIVE_TIMEOUT_MS,
  /** Long polls end when the server does. */
  forceCloseConnections: true,
  /** A filter on every label, percent-encoded, is longer than Node's 16 KiB. */
  http: { maxHeaderSize: 64 * 1024 },
  clientErrorHandler: refuseMalformedRequest,
  routerOptions: { maxParamLength: 1_000 },
  frameworkErrors: (_error, request, reply) => {
    void sendError(new ProblemError('invalid-request', 'The URL is malformed.'), request, reply);
  },
} satisfies FastifyHttpOptions<RawServerDefault>;
