import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.ts';

export const NO_NUL = 'Text must not contain the character U+0000, which PostgreSQL cannot store.';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bodies with Content-Encoding: gzip too, which inflated are no larger than the route's limit. */
    acceptsGzip?: boolean;
  }
}

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
  scope.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    inflated(request, body, (error, content) => {
      const json = content.toString('utf8');
      if (error !== undefined) done(error);
      else if (json === '') done(null, undefined);
      else if (hasNul(json)) done(new ProblemError('invalid-request', NO_NUL));
      else void parseJson(request, json, done);
    });
  });
}

const NOTHING = Buffer.alloc(0);

/** At once for what is not compressed. */
function inflated(
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | undefined, content: Buffer) => void
): void {
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  const { config, bodyLimit } = request.routeOptions;
  if (encoding === 'identity') return done(undefined, body);
  if (encoding !== 'gzip' || config.acceptsGzip !== true) {
    const other = config.acceptsGzip === true ? ', or with Content-Encoding: gzip' : '';
    return done(new ProblemError('unsupported-media-type', `Send the body as it is${other}.`), NOTHING);
  }
  // Gives up at the limit: a few kilobytes can stand for gigabytes.
  gunzip(body, { maxOutputLength: bodyLimit }, (error: NodeJS.ErrnoException | null, content) => {
    if (error === null) done(undefined, content);
    else if (error.code === 'ERR_BUFFER_TOO_LARGE') done(Object.assign(error, { statusCode: 413 }), NOTHING);
    else done(new ProblemError('invalid-request', 'The body is not gzip, or not all of it.'), NOTHING);
  });
}

/** A raw U+0000 is no JSON anyway; of the escapes only those that are not themselves escaped. */
function hasNul(json: string): boolean {
  return json.includes('\\u0000') && /(?<!\\)(?:\\\\)*\\u0000/.test(json);
}
