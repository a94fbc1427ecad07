import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Listener, ListenOptions, StoreQuery } from '../store-types.ts';
import { addressPort, createHttpServer } from './http-server.ts';
import { sendError } from './connect-errors.ts';
import { callQuerier } from './querier-methods.ts';
import { addRenderRoutes } from './render.ts';
import { BODY_SCHEMAS, type Method } from './request-schemas.ts';

const SERVICE = '/querier.v1.QuerierService';

export interface QueryApiOptions extends ListenOptions {
  readonly query: StoreQuery;
  readonly maxBodyBytes: number;
  readonly metrics: Registry;
  /** Null if the store can answer, else why not. */
  readonly notReady: () => string | null;
  readonly logger: Logger;
}

/** Pyroscope's query API as far as Meshprof uses it (Connect protocol, JSON), with health and metrics. */
export async function startQueryServer(options: QueryApiOptions): Promise<Listener> {
  const server = createHttpServer({ bodyLimitBytes: options.maxBodyBytes, logger: options.logger });
  server.setErrorHandler((error, request, reply) => {
    const httpStatus = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    const message = error instanceof Error ? error.message : String(error);
    if (httpStatus === 413 || httpStatus === 415) return reply.code(httpStatus).send(body('invalid_argument', message));
    if (httpStatus < 500) return reply.code(400).send(body('invalid_argument', `unmarshal message: ${message}`));
    request.log.error({ err: error }, 'a query failed');
    return reply.code(500).send(body('internal', 'the store failed; see its log'));
  });
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send(body('unimplemented', `there is no ${request.method} ${request.url.split('?')[0]!}`))
  );
  for (const method of Object.keys(BODY_SCHEMAS) as Method[]) {
    server.post(`${SERVICE}/${method}`, async (request, reply) => {
      const context = { allowUtf8: allowsUtf8(request) };
      const result = await callQuerier(options.query, method, request.body, context);
      return result.ok ? result.value : sendError(reply, result.error);
    });
  }
  addRenderRoutes(server, options.query);
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', (_request, reply) => {
    const reason = options.notReady();
    return reason === null ? { status: 'ok' } : reply.code(503).send({ status: 'not ready', reason });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(options.metrics.contentType).send(await options.metrics.metrics())
  );
  await server.listen({ host: options.host, port: options.port });
  return { port: addressPort(server), close: () => server.close() };
}

function body(code: string, message: string): { code: string; message: string } {
  return { code, message };
}

/** Pyroscope's capability parameter of the Accept header. */
function allowsUtf8(request: FastifyRequest): boolean {
  return /;\s*allow-utf8-labelnames\s*=\s*true/.test(request.headers.accept ?? '');
}
