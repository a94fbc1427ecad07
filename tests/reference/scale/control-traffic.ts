import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedJoinToken } from '@meshprof/contracts';
import { at } from '../../harness/project.ts';
import type { RunningMeshprof } from '../../harness/running-meshprof.ts';

/** Joining and the first inventory are over. */
const SETTLED_MS = 30_000;
const MEASURED_MS = 60_000;

/** Between an agent that has nothing to do and its controller, HTTP headers included. */
export interface ControlTraffic {
  /** Of one report of all processes, which is sent when one has started or ended. */
  readonly inventoryReportBytes: number;
  /** Heartbeats and polls, both directions. */
  readonly restBytesAMinute: number;
}

const INVENTORY = /^POST \/agent\/v1\/inventory /;
const REQUEST = /^[A-Z]+ \/agent\//;

/** Of one more agent on this machine, over a minute. */
export async function measureControlTraffic(meshprof: RunningMeshprof, scratch: string): Promise<ControlTraffic> {
  let reports = 0;
  let reportBytes = 0;
  let restBytes = 0;
  const line = net.createServer((client) => {
    const server = net.connect(meshprof.ports.http, '127.0.0.1');
    let isReport = false;
    client.on('data', (chunk: Buffer) => {
      // A connection carries one request after the other.
      const start = chunk.toString('latin1', 0, 40);
      if (REQUEST.test(start)) isReport = INVENTORY.test(start);
      if (isReport && INVENTORY.test(start)) reports += 1;
      if (isReport) reportBytes += chunk.length;
      else restBytes += chunk.length;
    });
    server.on('data', (chunk: Buffer) => void (restBytes += chunk.length));
    client.pipe(server).pipe(client);
    for (const end of [client, server]) end.on('error', () => (client.destroy(), server.destroy()));
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const { port } = line.address() as net.AddressInfo;
  const { token } = await meshprof.api<CreatedJoinToken>('POST', '/v1/join-tokens', { name: 'measure' });
  const agent = spawn(process.execPath, [at('collector-agent', 'bin', 'meshprof.mjs'), 'agent'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      MESHPROF_CONTROLLER_URL: `http://127.0.0.1:${port}`,
      MESHPROF_JOIN_TOKEN: token,
      MESHPROF_STATE_DIR: path.join(scratch, 'agent'),
      MESHPROF_NODE: 'one-more',
      MESHPROF_AGENT_METRICS_PORT: '0',
    },
  });
  try {
    await sleep(SETTLED_MS);
    restBytes = 0;
    await sleep(MEASURED_MS);
    return { inventoryReportBytes: Math.round(reportBytes / reports), restBytesAMinute: restBytes };
  } finally {
    agent.kill('SIGTERM');
    await once(agent, 'exit');
    line.close();
  }
}
