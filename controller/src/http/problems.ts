import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE, ProblemError, toProblem } from './problem-error.ts';
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
  const problem = asProblem(error);
  if (problem.code === 'internal') request.log.error({ err: error }, 'request failed');
  return reply
    .code(problem.statusCode)
    .headers(problem.headers)
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(JSON.stringify)
    .send(toProblem(problem, request.url.split('?', 1)[0]?.slice(0, 2048) ?? ''));
}

export const SEE_API = 'The paths are listed at /openapi.json.';

function asProblem(error: FastifyError | ProblemError): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.validation !== undefined) {
    const where = WHERE[error.validationContext ?? 'body'] ?? 'request';
    return new ProblemError('invalid-request', `The ${where} does not fit the schema, which is in /openapi.json.`, {
      errors: fieldErrors(error.validation),
    });
  }
  const { statusCode = 500, message } = error;
  if (statusCode === 413) return new ProblemError('body-too-large', 'Send less in one request.');
  if (statusCode === 415) return new ProblemError('unsupported-media-type', 'Send the body as application/json.');
  if (statusCode === 429) return new ProblemError('rate-limited', message);
  if (statusCode >= 400 && statusCode < 500) return new ProblemError('invalid-request', message);
  // What happened inside is for the log, not for the client.
  return new ProblemError('internal', "The cause is in the controller's log.");
}

const WHERE: Record<string, string> = {
  body: 'body',
  querystring: 'query string',
  params: 'path',
  headers: 'header block',
};
