import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePorts } from '../../harness/free-ports.ts';
import { programOf } from './named-program.ts';
import { type RestartableProgram, startRestartable } from './restartable-program.ts';

export interface RunningPyroscope extends RestartableProgram {
  /** OTLP over gRPC and the query API. */
  readonly port: number;
}

/** A real Pyroscope as docker-compose.yml runs it (one process, storage v2, a folder on disk), on loopback. */
export async function startPyroscope(folder: string): Promise<RunningPyroscope> {
  const [port, grpc, raft, gossip] = (await freePorts(4)) as [number, number, number, number];
  const at = (name: string) => path.join(folder, name);
  mkdirSync(at('temporary'), { recursive: true });
  const settings = {
    'architecture.storage': 'v2',
    'server.http-listen-address': '127.0.0.1',
    'server.http-listen-port': port,
    'server.grpc-listen-address': '127.0.0.1',
    'server.grpc-listen-port': grpc,
    'memberlist.bind-addr': '127.0.0.1',
    'memberlist.bind-port': gossip,
    'metastore.address': `127.0.0.1:${grpc}`,
    'metastore.raft.bind-address': `127.0.0.1:${raft}`,
    'metastore.raft.advertise-address': `127.0.0.1:${raft}`,
    'metastore.raft.server-id': `127.0.0.1:${raft}`,
    'metastore.data-dir': at('metastore'),
    'metastore.raft.dir': at('raft'),
    'metastore.raft.snapshots-dir': at('snapshots'),
    'metastore.min-ready-duration': '0s',
    'query-backend.address': `127.0.0.1:${grpc}`,
    'segment-writer.lifecycler.addr': '127.0.0.1',
    'segment-writer.min-ready-duration': '0s',
    'distributor.ring.instance-addr': '127.0.0.1',
    'overrides-exporter.ring.instance-addr': '127.0.0.1',
    'query-frontend.instance-addr': '127.0.0.1',
    'storage.filesystem.dir': at('blocks'),
    'compaction-worker.temp-dir': at('temporary'),
    // Nothing of its own among our profiles, and nothing sent anywhere.
    'self-profiling.disable-push': true,
    'usage-stats.enabled': false,
    'tracing.enabled': false,
  };
  const args = Object.entries(settings).map(([name, value]) => `-${name}=${value}`);
  const program = await startRestartable({
    spec: { program: 'pyroscope', file: programOf('pyroscope'), args },
    readyUrl: `http://127.0.0.1:${port}/ready`,
  });
  return { ...program, port };
}
