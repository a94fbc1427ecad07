import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';

/** A server that logs failures only: every agent exports every ten seconds. */
export function createHttpServer(options: { bodyLimitBytes: number; logger: FastifyBaseLogger }): FastifyInstance {
  return fastify({
    bodyLimit: options.bodyLimitBytes,
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  });
}

/** The TCP port a listening server has. */
export function addressPort(server: FastifyInstance): number {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return address.port;
}
