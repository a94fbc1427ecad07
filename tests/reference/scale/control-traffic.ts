import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
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
  /** The same if it were not gzipped. */
  readonly rawInventoryReportBytes: number;
  /** Heartbeats and polls, both directions. */
  readonly restBytesAMinute: number;
}

const INVENTORY = /^POST \/agent\/v1\/inventory /;
const REQUEST = /^[A-Z]+ \/agent\//;

/** Of one more agent on this machine, over a minute. */
export async function measureControlTraffic(meshprof: RunningMeshprof, scratch: string): Promise<ControlTraffic> {
  const reports: Buffer[][] = [];
  let restBytes = 0;
  const line = net.createServer((client) => {
    const server = net.connect(meshprof.ports.http, '127.0.0.1');
    let report: Buffer[] | undefined;
    client.on('data', (chunk: Buffer) => {
      // A connection carries one request after the other.
      const start = chunk.toString('latin1', 0, 40);
      if (REQUEST.test(start)) report = undefined;
      if (INVENTORY.test(start)) reports.push((report = []));
      if (report === undefined) restBytes += chunk.length;
      else report.push(chunk);
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
    const sizes = reports.map((chunks) => sizesOf(Buffer.concat(chunks)));
    const mean = (of: (size: ReportSizes) => number): number =>
      Math.round(sizes.reduce((sum, size) => sum + of(size), 0) / sizes.length);
    return {
      inventoryReportBytes: mean(({ sent }) => sent),
      rawInventoryReportBytes: mean(({ raw }) => raw),
      restBytesAMinute: restBytes,
    };
  } finally {
    agent.kill('SIGTERM');
    await once(agent, 'exit');
    line.close();
  }
}

interface ReportSizes {
  readonly sent: number;
  readonly raw: number;
}

/** Of a whole request. */
function sizesOf(request: Buffer): ReportSizes {
  const bodyAt = request.indexOf('\r\n\r\n') + 4;
  const isGzipped = /^content-encoding: gzip\r$/im.test(request.toString('latin1', 0, bodyAt));
  const body = request.subarray(bodyAt);
  return { sent: request.length, raw: bodyAt + (isGzipped ? gunzipSync(body).length : body.length) };
}
