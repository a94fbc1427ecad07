import { type ChildProcess, spawn } from 'node:child_process';
import { buildCollector } from '../../provisioning/collector/build-collector.mjs';
import { freePorts } from './free-ports.ts';
import { at } from './project.ts';
import { waitFor } from './wait-for.ts';

export interface RunningCollector {
  /** OTLP over gRPC, for `--otlp-endpoint`. */
  readonly endpoint: string;
  /** SIGKILL, as an out-of-memory kill does. */
  readonly kill: () => Promise<void>;
  /** SIGSTOP and SIGCONT. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Starts it again on the same port. */
  readonly restart: () => Promise<void>;
}

export interface CollectorOptions {
  /** A second store that gets every profile too, on this OTLP port; a call succeeds when both have it. */
  readonly alsoProfilesTo?: number;
  /** Base URL of a Loki that gets the logs, in place of the store. */
  readonly lokiUrl?: string;
}

/** A real Collector from our manifest, that passes profiles and logs on to a store's OTLP port. */
export async function startCollector(
  storeOtlpPort: number,
  { alsoProfilesTo, lokiUrl }: CollectorOptions = {}
): Promise<RunningCollector> {
  const program = await buildCollector();
  const [port, health, metrics] = await freePorts(3);
  let child: ChildProcess;
  const start = async () => {
    child = spawn(
      program,
      [
        ...['--config', at('provisioning', 'collector', 'config.yaml'), '--feature-gates=service.profilesSupport'],
        ...(alsoProfilesTo === undefined ? [] : ['--config', secondStore(alsoProfilesTo)]),
      ],
      {
        stdio: 'ignore',
        env: {
          ...process.env,
          MESHPROF_COLLECTOR_LISTEN: `127.0.0.1:${port}`,
          MESHPROF_PROFILES_ENDPOINT: `127.0.0.1:${storeOtlpPort}`,
          MESHPROF_LOGS_ENDPOINT: `127.0.0.1:${storeOtlpPort}`,
          ...(lokiUrl !== undefined && {
            MESHPROF_LOGS_EXPORTER: 'otlp_http/logs',
            MESHPROF_LOGS_HTTP_ENDPOINT: `${lokiUrl}/otlp`,
          }),
          MESHPROF_COLLECTOR_HEALTH: `127.0.0.1:${health}`,
          MESHPROF_COLLECTOR_METRICS_HOST: '127.0.0.1',
          MESHPROF_COLLECTOR_METRICS_PORT: String(metrics),
        },
      }
    );
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`the Collector ended with ${child.exitCode}`);
        return fetch(`http://127.0.0.1:${health}`).then(
          (response) => response.ok || undefined,
          () => undefined
        );
      },
      { what: 'the Collector' }
    );
  };
  const kill = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  const signal = (name: NodeJS.Signals) => void child.kill(name);
  return { endpoint: `http://127.0.0.1:${port}`, kill, signal, restart: start };
}

/** A second configuration, that the Collector merges into ours: lists replace lists. */
function secondStore(port: number): string {
  const exporter = {
    endpoint: `127.0.0.1:${port}`,
    tls: { insecure: true },
    sending_queue: { enabled: false },
    retry_on_failure: { enabled: false },
  };
  const exporters = ['otlp_grpc/profiles', 'otlp_grpc/second'];
  return `yaml:${JSON.stringify({
    exporters: { 'otlp_grpc/second': exporter },
    service: { pipelines: { profiles: { exporters } } },
  })}`;
}
