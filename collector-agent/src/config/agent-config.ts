import { hostname } from 'node:os';
import { EVENTS, PORTS, SelectorSchema, ServiceNameRuleSchema, stringEnum } from '@meshprof/contracts';
import { defaultStateDir, settingsOf } from '@meshprof/settings';
import { type Static, Type } from 'typebox';

/**
 * Configuration of `meshprof agent`. Each key can stand in the YAML file, in an environment variable and (most) on the
 * command line; `@meshprof/settings` derives those names. Optional keys have no default; the OTLP ones then follow the
 * standard OTEL_EXPORTER_OTLP_* variables.
 */
export const AgentConfigSchema = Type.Object(
  {
    controllerUrl: Type.String({ pattern: '^https?://', description: 'Where the controller answers' }),
    controllerCaFile: Type.Optional(Type.String({ description: 'PEM file that signs the controller’s certificate' })),
    controllerClientCertFile: Type.Optional(
      Type.String({ description: 'PEM file of a client certificate for the controller' })
    ),
    controllerClientKeyFile: Type.Optional(Type.String({ description: 'PEM file of its key' })),
    controllerServerName: Type.Optional(
      Type.String({ minLength: 1, maxLength: 253, description: 'Name in its certificate, if not that of the URL' })
    ),
    joinToken: Type.Optional(
      Type.String({ minLength: 1, secret: true, description: 'Admits this agent to the controller once' })
    ),
    joinTokenFile: Type.Optional(
      Type.String({ description: 'File with the join token (better than the token itself)' })
    ),
    node: Type.String({ minLength: 1, maxLength: 253, description: 'Label `node` of every profile' }),
    cluster: Type.Optional(
      Type.String({ minLength: 1, maxLength: 253, description: 'Label `cluster` of every profile' })
    ),
    kubernetes: Type.Boolean({ description: 'Inside a pod, name processes by the pods of this node' }),
    serviceNameRules: Type.Optional(
      Type.Array(ServiceNameRuleSchema, {
        minItems: 1,
        maxItems: 20,
        description: 'What names a service, in order; instead of the usual list',
      })
    ),
    proxySettings: Type.Boolean({
      description: 'Tell the controller the settings of profiled Envoys, from options of their command line and files',
    }),
    stateDir: Type.String({ minLength: 1, description: 'Folder for the credential, unsent reports and the spool' }),
    otlpEndpoint: Type.Optional(
      Type.String({
        pattern: '^https?://',
        description: 'OTLP gRPC endpoint; https means TLS (default: port 4317 here)',
      })
    ),
    otlpCaFile: Type.Optional(Type.String({ description: 'PEM file that signs the endpoint’s certificate' })),
    otlpClientCertFile: Type.Optional(Type.String({ description: 'PEM file of a client certificate' })),
    otlpClientKeyFile: Type.Optional(Type.String({ description: 'PEM file of its key' })),
    otlpHeaders: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        secret: true,
        description: 'Sent with every export, e.g. authorization',
      })
    ),
    otlpTenant: Type.Optional(Type.String({ minLength: 1, description: 'Sent as X-Scope-OrgID' })),
    otlpLogs: Type.Boolean({ description: 'Send task and agent events as OTLP logs to the same endpoint' }),
    spoolMaxBytes: Type.Integer({
      minimum: 1_048_576,
      description: 'Profiles kept on disk while the endpoint is away',
    }),
    maxSessions: Type.Integer({ minimum: 1, maximum: 32, description: 'Sessions at the same time' }),
    maxStandingSessions: Type.Integer({
      minimum: 0,
      maximum: 32,
      description: 'Sessions of policies (always on, flight recorder) beside them, whatever policies say',
    }),
    maxStandingCpuPercent: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'CPU of one core that those may take in the agent, whatever policies say',
    }),
    flightRecorderMaxBytes: Type.Integer({
      minimum: 0,
      description: 'Disk that the flight recorder may take, whatever policies say',
    }),
    maxCpuCores: Type.Number({
      minimum: 0.01,
      maximum: 64,
      description: 'CPU that agent and helpers may take over 10 s, in cores; above it the newest session ends',
    }),
    maxRssBytes: Type.Integer({
      minimum: 67_108_864,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Memory that agent and helpers may take; above it the newest session ends',
    }),
    maxFrequencyHz: Type.Integer({ minimum: 1, maximum: 999, description: 'Tasks that ask for more get this' }),
    maxDurationMs: Type.Integer({
      minimum: 1_000,
      maximum: 86_400_000,
      description: 'Tasks that ask for more end after this',
    }),
    allowedEvents: Type.Array(stringEnum(EVENTS), { minItems: 1, description: 'Events that tasks may sample' }),
    allowedSelectors: Type.Optional(
      Type.Array(SelectorSchema, {
        minItems: 1,
        maxItems: 64,
        description: 'Only processes that match one of these are profiled',
      })
    ),
    agentMetricsHost: Type.String({ minLength: 1, description: 'Address that serves /metrics and /healthz' }),
    agentMetricsPort: Type.Integer({ minimum: 0, maximum: 65_535, description: 'Its port; 0 takes a free one' }),
    logLevel: Type.String({ enum: ['debug', 'info', 'warn', 'error'], description: 'debug, info, warn or error' }),
  },
  { additionalProperties: false }
);
export type AgentConfig = Static<typeof AgentConfigSchema>;

export const AGENT_SETTINGS = settingsOf(AgentConfigSchema);

export function agentConfigDefaults(): AgentConfig {
  return {
    controllerUrl: `http://127.0.0.1:${PORTS.http.port}`,
    node: hostname(),
    kubernetes: true,
    proxySettings: true,
    stateDir: defaultStateDir('meshprof-agent'),
    otlpLogs: true,
    spoolMaxBytes: 256 * 1024 * 1024,
    maxSessions: 4,
    maxStandingSessions: 16,
    maxStandingCpuPercent: 5,
    flightRecorderMaxBytes: 256 * 1024 * 1024,
    maxCpuCores: 1,
    maxRssBytes: 1_073_741_824,
    maxFrequencyHz: 999,
    maxDurationMs: 3_600_000,
    allowedEvents: [...EVENTS],
    agentMetricsHost: '127.0.0.1',
    agentMetricsPort: PORTS.agentMetrics.port,
    logLevel: 'info',
  };
}
