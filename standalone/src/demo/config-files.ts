import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoFiles, DemoPorts } from './demo-types.ts';
import { fillTemplate } from './template.ts';

const TEMPLATE_DIR = new URL('../../../provisioning/demo/', import.meta.url);

export interface RenderedFiles extends DemoFiles {
  readonly envoyBootstrap: string;
  /** What the reader of Envoy's standard output writes. */
  readonly stdoutLog: string;
  readonly stdoutPipe: string;
  readonly nginxConf: string;
  readonly nginxPrefix: string;
  readonly prometheusConf: string;
  readonly prometheusData: string;
}

export interface ConfigInput {
  readonly runDir: string;
  readonly ports: DemoPorts;
  readonly logToFile: boolean;
}

/**
 * A path that can stand in YAML, in nginx's configuration and in Envoy's without any quoting.
 * Everything that such a file could take for syntax (`$`, quotes, `#`, spaces, `%`) is left out.
 */
export function isPlainPath(path: string): boolean {
  return /^\/[\w./@+-]+$/.test(path);
}

/** Writes all configuration below `runDir` (absolute, see `isPlainPath`). Throws file system errors. */
export function writeConfigFiles({ runDir, ports, logToFile }: ConfigInput): RenderedFiles {
  const stdoutLog = join(runDir, 'envoy-stdout.log');
  const files: RenderedFiles = {
    envoyBootstrap: join(runDir, 'envoy.yaml'),
    listeners: join(runDir, 'xds', 'listeners.yaml'),
    runtime: join(runDir, 'xds', 'runtime.yaml'),
    stdoutLog,
    stdoutPipe: join(runDir, 'envoy-stdout.pipe'),
    accessLog: logToFile ? join(runDir, 'access.log') : stdoutLog,
    nginxPrefix: join(runDir, 'nginx'),
    nginxConf: join(runDir, 'nginx', 'nginx.conf'),
    prometheusConf: join(runDir, 'prometheus.yml'),
    prometheusData: join(runDir, 'prometheus-data'),
  };
  for (const folder of ['xds', 'nginx', 'prometheus-data']) mkdirSync(join(runDir, folder), { recursive: true });

  const values = {
    ENVOY_PORT: ports.demoEnvoy,
    ENVOY_ADMIN_PORT: ports.demoEnvoyAdmin,
    UPSTREAM_PORT: ports.demoUpstream,
    SPAN_SINK_PORT: ports.demoSpanSink,
    PROMETHEUS_PORT: ports.prometheus,
    HTTP_PORT: ports.http,
    AGENT_METRICS_PORT: ports.agentMetrics,
    STORE_QUERY_PORT: ports.storeQuery,
    LISTENERS_FILE: files.listeners,
    RUNTIME_FILE: files.runtime,
    ACCESS_LOG_PATH: logToFile ? files.accessLog : '/dev/stdout',
  };
  const targets = {
    'envoy.yaml': files.envoyBootstrap,
    'listeners.yaml': files.listeners,
    'runtime.yaml': files.runtime,
    'nginx.conf': files.nginxConf,
    'prometheus.yml': files.prometheusConf,
  };
  for (const [template, target] of Object.entries(targets)) {
    writeFileSync(target, fillTemplate(readFileSync(new URL(template, TEMPLATE_DIR), 'utf8'), values));
  }
  return files;
}
