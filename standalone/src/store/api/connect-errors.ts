import type { FastifyReply } from 'fastify';
import type { QueryError } from '../query-types.ts';

/** HTTP status of each error code in the Connect protocol. */
const HTTP_STATUS = {
  invalid_argument: 400,
  unimplemented: 501,
  not_found: 404,
  resource_exhausted: 429,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<QueryError['code'], number>;

export function sendError(reply: FastifyReply, error: QueryError): FastifyReply {
  return reply.code(HTTP_STATUS[error.code]).send({ code: error.code, message: error.message });
}
