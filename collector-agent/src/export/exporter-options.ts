import { readFlag, readHeaders, readTimeout, signalVariable } from './exporter-environment.ts';
import { type Endpoint, parseEndpoint } from './parse-endpoint.ts';
import { headerProblems } from './request-headers.ts';

/** How to reach an OTLP gRPC server. Paths are not opened before the exporter is made. */
export interface ExporterOptions {
  readonly endpoint: Endpoint;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as X-Scope-OrgID: Pyroscope's tenant. */
  readonly tenant?: string;
  /** Of one call, connecting included. */
  readonly timeoutMs: number;
  readonly compression: 'gzip' | 'none';
  /** PEM file of the authorities to trust instead of the system's. */
  readonly certificatePath?: string;
  readonly clientCertificatePath?: string;
  readonly clientKeyPath?: string;
}

/** What a configuration file or a command line may set; each value goes before the environment's. */
export interface ExporterSettings {
  readonly endpoint?: string;
  readonly insecure?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tenant?: string;
  readonly timeoutMs?: number;
  readonly compression?: string;
  readonly certificatePath?: string;
  readonly clientCertificatePath?: string;
  readonly clientKeyPath?: string;
}

export type ParsedExporterOptions =
  | { readonly kind: 'ok'; readonly options: ExporterOptions }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** The OTLP specification's defaults, but compressed: profiles shrink to a quarter. */
const DEFAULTS = { endpoint: 'http://localhost:4317', timeoutMs: 10_000, compression: 'gzip' };

/**
 * Options from settings, `OTEL_EXPORTER_OTLP_PROFILES_*` and `OTEL_EXPORTER_OTLP_*`, in this order. Gives every problem
 * at once; header values are never repeated in one, since they hold credentials.
 */
export function parseExporterOptions(
  settings: ExporterSettings,
  env: Readonly<Record<string, string | undefined>>
): ParsedExporterOptions {
  const problems: string[] = [];
  const value = (setting: string | undefined, name: string): string | undefined => setting ?? signalVariable(env, name);
  const insecure = settings.insecure ?? readFlag(env, 'INSECURE', problems) ?? false;
  const endpoint = parseEndpoint(value(settings.endpoint, 'ENDPOINT') ?? DEFAULTS.endpoint, insecure);
  if (endpoint.kind === 'invalid') problems.push(endpoint.problem);
  const headers = settings.headers ?? readHeaders(env, problems);
  const tenant = settings.tenant ? { tenant: settings.tenant } : {};
  problems.push(...headerProblems(headers, settings.tenant));
  const timeoutMs = settings.timeoutMs ?? readTimeout(env, problems) ?? DEFAULTS.timeoutMs;
  const compression = value(settings.compression, 'COMPRESSION') ?? DEFAULTS.compression;
  if (compression !== 'gzip' && compression !== 'none') {
    problems.push(`compression is ${JSON.stringify(compression)}; it must be gzip or none`);
  }
  const files = certificateFiles(value, settings, problems);
  if (endpoint.kind === 'invalid' || problems.length > 0) return { kind: 'invalid', problems };
  return {
    kind: 'ok',
    options: {
      endpoint: endpoint.endpoint,
      headers,
      ...tenant,
      timeoutMs,
      compression: compression === 'none' ? 'none' : 'gzip',
      ...files,
    },
  };
}

function certificateFiles(
  value: (setting: string | undefined, name: string) => string | undefined,
  settings: ExporterSettings,
  problems: string[]
): Pick<ExporterOptions, 'certificatePath' | 'clientCertificatePath' | 'clientKeyPath'> {
  const certificatePath = value(settings.certificatePath, 'CERTIFICATE');
  const clientCertificatePath = value(settings.clientCertificatePath, 'CLIENT_CERTIFICATE');
  const clientKeyPath = value(settings.clientKeyPath, 'CLIENT_KEY');
  if ((clientCertificatePath === undefined) !== (clientKeyPath === undefined)) {
    problems.push('a client certificate needs a client key, and the other way round: set both or none');
  }
  return {
    ...(certificatePath === undefined ? {} : { certificatePath }),
    ...(clientCertificatePath === undefined ? {} : { clientCertificatePath }),
    ...(clientKeyPath === undefined ? {} : { clientKeyPath }),
  };
}
