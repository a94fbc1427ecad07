import { createServer } from 'node:net';
import { PORTS } from '@meshprof/contracts';
import { DEMO_LISTENERS, type DemoPorts, type DemoProblem } from './demo-types.ts';

/** The first port of the demo that something already listens on, with the options that choose another. */
export async function findBusyPort(ports: DemoPorts): Promise<DemoProblem | undefined> {
  for (const name of DEMO_LISTENERS) {
    const failure = await tryListen(ports[name]);
    if (failure === undefined) continue;
    const { what, option, env } = PORTS[name];
    const why = failure === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${failure})`;
    return {
      code: 'port-busy',
      message: `Port ${ports[name]} (${what}) ${why}; choose another with ${option} or ${env}.`,
    };
  }
  return undefined;
}

/** Error code of listening on a loopback port, or undefined if it works. */
function tryListen(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
