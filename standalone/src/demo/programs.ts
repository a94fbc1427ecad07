import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from '../processes/child-process.ts';
import type { RenderedFiles } from './config-files.ts';
import type { DemoBinaries, DemoPorts } from './demo-types.ts';
import type { LogPipe } from './log-pipe.ts';

/** Room for access-log lines on disk, twice: the file being written and the one before it. */
export const ACCESS_LOG_LIMIT_BYTES = 32 * 1024 * 1024;

export interface ProgramInput {
  readonly binaries: DemoBinaries;
  readonly ports: DemoPorts;
  readonly files: RenderedFiles;
  readonly pipe: LogPipe;
}

export function startSpanSink({ binaries, ports }: ProgramInput): Child {
  return startChild({
    program: 'span-sink',
    file: binaries.node,
    args: [siblingProgram('span-sink'), String(ports.demoSpanSink)],
  });
}

export function startUpstream({ binaries, files }: ProgramInput): Child {
  const args = ['-e', 'stderr', '-p', files.nginxPrefix, '-c', files.nginxConf];
  return startChild({ program: 'nginx', file: binaries.nginx, args });
}

export function startPrometheus({ binaries, ports, files }: ProgramInput): Child {
  return startChild({
    program: 'prometheus',
    file: binaries.prometheus ?? 'prometheus',
    args: [
      `--config.file=${files.prometheusConf}`,
      `--storage.tsdb.path=${files.prometheusData}`,
      '--storage.tsdb.retention.time=6h',
      '--storage.tsdb.retention.size=256MB',
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      '--log.level=warn',
    ],
    // Its garbage collector would otherwise borrow the second core from what is being measured.
    env: { GOMAXPROCS: '1' },
  });
}

/** Envoy, and the reader of its standard output. */
export function startEnvoy({ binaries, files, pipe }: ProgramInput): { envoy: Child; logReader: Child } {
  const logReader = startChild({
    program: 'log-reader',
    file: binaries.node,
    args: [siblingProgram('log-reader'), files.stdoutLog, String(ACCESS_LOG_LIMIT_BYTES)],
    stdin: pipe.readFd,
  });
  const envoy = startChild({
    program: 'envoy',
    file: binaries.envoy,
    args: [
      ...['-c', files.envoyBootstrap, '--log-level', 'warning'],
      // Also where discovery finds the service's name.
      ...['--service-cluster', 'demo-envoy', '--service-node', 'demo-envoy'],
      // One worker: the article's question is the cost of a configuration, not of a worker count.
      ...['--concurrency', '1', '--disable-hot-restart'],
      // A new listener replaces the old one within seconds; the defaults drain for ten minutes.
      ...['--drain-time-s', '5', '--drain-strategy', 'immediate'],
      // As istio-proxy does; Envoy's own default is 10 s.
      ...['--file-flush-interval-msec', '1000'],
    ],
    stdout: pipe.writeFd,
  });
  pipe.closeOwnEnds();
  return { envoy, logReader };
}

/** A program of this folder, in the form (TypeScript or compiled) that this file itself has. */
function siblingProgram(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
}
