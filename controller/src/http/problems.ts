import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeDatabaseFailure } from '../storage/database-failure.ts';
import { describeError } from '../storage/postgres-storage.ts';
import { NO_NUL } from './json-bodies.ts';
import { PROBLEM_MEDIA_TYPE, ProblemError, RETRY_SOON, toProblem } from './problem-error.ts';
import { fieldErrors } from './field-errors.ts';

/** Makes every error of a scope's routes an RFC 9457 problem document. */
export function useProblems(scope: FastifyInstance): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply));
}

/** For the root of a server: unknown paths and malformed URLs, which no route's scope sees. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendError(new ProblemError('not-found', `There is nothing at this path. ${SEE_API}`), request, reply);
}

export function sendError(error: FastifyError | ProblemError, request: FastifyRequest, reply: FastifyReply) {
  const problem = asProblem(error, request);
  const what = { method: request.method, route: request.routeOptions.url };
  if (problem.code === 'internal') request.log.error({ ...what, err: error }, 'request failed');
  if (problem.code === 'unavailable') request.log.warn({ ...what, ...describeError(error) }, problem.message);
  return reply
    .code(problem.statusCode)
    .headers(problem.headers)
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(toProblem(problem, request.url.split('?', 1)[0]?.slice(0, 2048) ?? ''));
}

export const SEE_API = 'The paths are listed at /openapi.json.';

/** What an error is to the client. */
export function asProblem(error: FastifyError | ProblemError, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.validation !== undefined) {
    const where = WHERE[error.validationContext ?? 'body'] ?? 'request';
    return new ProblemError('invalid-request', `The ${where} does not fit the schema, which is in /openapi.json.`, {
      errors: fieldErrors(error.validation),
    });
  }
  const { statusCode = 500, message } = error;
  if (statusCode === 413) {
    const limit = request.routeOptions.bodyLimit?.toLocaleString('en') ?? 'fewer';
    return new ProblemError('body-too-large', `A body of this resource has at most ${limit} bytes. Send less at once.`);
  }
  if (statusCode === 415) return new ProblemError('unsupported-media-type', 'Send the body as application/json.');
  if (statusCode === 429) return new ProblemError('rate-limited', message);
  if (error.code === 'FST_ERR_HANDLER_TIMEOUT') return unavailable('The answer took too long and was given up.');
  // SQLSTATE character_not_in_repertoire: what no check of ours foresaw.
  if (error.code === '22021') return new ProblemError('invalid-request', NO_NUL);
  const failure = describeDatabaseFailure(error);
  if (failure !== undefined) return unavailable(failure);
  if (statusCode >= 400 && statusCode < 500) return new ProblemError('invalid-request', message);
  // What happened inside is for the log, not for the client.
  return new ProblemError('internal', "The cause is in the controller's log.");
}

/** Nobody knows whether a change whose answer got lost was made; repeating one with its Idempotency-Key is safe. */
function unavailable(reason: string): ProblemError {
  return new ProblemError('unavailable', `${reason} Try again in a moment.`, { headers: RETRY_SOON });
}

const WHERE: Record<string, string> = {
  body: 'body',
  querystring: 'query string',
  params: 'path',
  headers: 'header block',
};
