import net from 'node:net';
import { PORTS, type PortName } from '@meshprof/contracts';
import type { Ports } from './options.ts';

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** One sentence for each port of `names` that another program holds or that two listeners would share. */
export async function busyPorts(ports: Ports, names: readonly PortName[]): Promise<string[]> {
  const problems: string[] = [];
  const ownerOf = new Map<number, PortName>();
  for (const name of names) {
    const port = ports[name];
    const { what, option, env } = PORTS[name];
    const other = ownerOf.get(port);
    if (other !== undefined) {
      problems.push(
        `Port ${port} is asked for twice, for the ${PORTS[other].what} and the ${what}; change one with ${option} or ${env}.`
      );
    } else if (!(await isFree(port))) {
      problems.push(`Port ${port} (${what}) is in use by another program; choose another with ${option} or ${env}.`);
    }
    ownerOf.set(port, name);
  }
  return problems;
}
