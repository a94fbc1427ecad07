import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { isLoopbackAddress, isLoopbackName } from '../../loopback/loopback-name.ts';

/**
 * A server that logs failures only: every agent exports every ten seconds. On loopback it answers to this machine's
 * names only, since profiles are no business of a web page that the user has open.
 */
export function createHttpServer(options: { bodyLimitBytes: number; logger: FastifyBaseLogger }): FastifyInstance {
  const server = fastify({
    bodyLimit: options.bodyLimitBytes,
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (!isLoopbackAddress(request.socket.localAddress) || isLoopbackName(request.headers.host)) return done();
    const message = 'this store answers under the names 127.0.0.1, localhost and [::1] only';
    void reply.code(403).send({ code: 'permission_denied', message });
  });
  return server;
}

/** The TCP port a listening server has. */
export function addressPort(server: FastifyInstance): number {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return address.port;
}
