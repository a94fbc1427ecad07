import { hostname } from 'node:os';
import { PORTS, ServiceNameRuleSchema } from '@meshprof/contracts';
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
    maxSessions: Type.Integer({ minimum: 1, maximum: 64, description: 'Sessions at the same time' }),
    maxStandingSessions: Type.Integer({
      minimum: 0,
      maximum: 256,
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
    stateDir: defaultStateDir('meshprof-agent'),
    otlpLogs: true,
    spoolMaxBytes: 256 * 1024 * 1024,
    maxSessions: 4,
    maxStandingSessions: 16,
    maxStandingCpuPercent: 5,
    flightRecorderMaxBytes: 256 * 1024 * 1024,
    agentMetricsHost: '127.0.0.1',
    agentMetricsPort: PORTS.agentMetrics.port,
    logLevel: 'info',
  };
}
