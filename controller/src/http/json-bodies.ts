import type { FastifyInstance } from 'fastify';

/**
 * JSON and nothing else, with prototype keys refused. An empty body counts as none: Grafana's client sends a JSON
 * content type with every POST, also where there is nothing to say.
 */
export function useJsonBodies(scope: FastifyInstance): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body, done);
  });
}
