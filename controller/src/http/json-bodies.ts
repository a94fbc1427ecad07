import type { FastifyInstance } from 'fastify';
import { ProblemError } from './problem-error.ts';

export const NO_NUL = 'Text must not contain the character U+0000, which PostgreSQL cannot store.';

/**
 * JSON and nothing else, with prototype keys refused. An empty body counts as none: Grafana's client sends a JSON
 * content type with every POST, also where there is nothing to say. U+0000 is refused on either database, here and in
 * URLs.
 */
export function useJsonBodies(scope: FastifyInstance): void {
  scope.addHook('onRequest', (request, _reply, done) => {
    done(request.url.includes('%00') ? new ProblemError('invalid-request', NO_NUL) : undefined);
  });
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else if (hasNul(body)) done(new ProblemError('invalid-request', NO_NUL));
    else void parseJson(request, body, done);
  });
}

/** A raw U+0000 is no JSON anyway; of the escapes only those that are not themselves escaped. */
function hasNul(json: string): boolean {
  return json.includes('\\u0000') && /(?<!\\)(?:\\\\)*\\u0000/.test(json);
}
