import { freePorts } from '../../harness/free-ports.ts';
import { at } from '../../harness/project.ts';
import { programOf } from './named-program.ts';
import { type RestartableProgram, startRestartable } from './restartable-program.ts';

export interface LogLine {
  readonly line: string;
  /** Of the stream, and what was kept beside the line. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface RunningLoki extends RestartableProgram {
  readonly url: string;
  /** Lines of a LogQL query of the last hour, oldest first. */
  readonly query: (logQl: string) => Promise<LogLine[]>;
  /** Labels of each stream: what Loki has an index over. */
  readonly streams: () => Promise<Readonly<Record<string, string>>[]>;
}

/** A real Loki with the configuration of docker-compose.yml, but for its addresses and folders. */
export async function startLoki(folder: string): Promise<RunningLoki> {
  const [port, grpc, gossip] = (await freePorts(3)) as [number, number, number];
  const settings = {
    'config.file': at('provisioning', 'loki', 'config.yaml'),
    'server.http-listen-address': '127.0.0.1',
    'server.http-listen-port': port,
    'server.grpc-listen-address': '127.0.0.1',
    'server.grpc-listen-port': grpc,
    'memberlist.bind-addr': '127.0.0.1',
    'memberlist.bind-port': gossip,
    'common.path-prefix': folder,
    'common.storage.filesystem.chunk-directory': `${folder}/chunks`,
    'common.storage.filesystem.rules-directory': `${folder}/rules`,
    'ingester.min-ready-duration': '0s',
    'reporting.enabled': false,
  };
  const args = Object.entries(settings).map(([name, value]) => `-${name}=${value}`);
  const url = `http://127.0.0.1:${port}`;
  const program = await startRestartable({
    spec: { program: 'loki', file: programOf('loki'), args },
    readyUrl: `${url}/ready`,
  });
  return { ...program, url, query: (logQl) => query(url, logQl), streams: () => streams(url) };
}

async function query(url: string, logQl: string): Promise<LogLine[]> {
  const parameters = new URLSearchParams({ query: logQl, since: '1h', limit: '5000', direction: 'forward' });
  const { data } = await get<{
    data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
  }>(`${url}/loki/api/v1/query_range?${parameters.toString()}`);
  return data.result
    .flatMap(({ stream, values }) => values.map(([time, line]) => ({ time: BigInt(time), line, labels: stream })))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

async function streams(url: string): Promise<Record<string, string>[]> {
  return (await get<{ data: Record<string, string>[] }>(`${url}/loki/api/v1/series?match[]={service_name=~".%2B"}`))
    .data;
}

async function get<T>(address: string): Promise<T> {
  const response = await fetch(address);
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
