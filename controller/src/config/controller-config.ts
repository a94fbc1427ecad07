import { PORTS, WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from '@meshprof/contracts';
import { defaultStateDir, settingsOf } from '@meshprof/settings';
import { type Static, Type } from 'typebox';
import { DEFAULT_RETENTION } from '../retention/retention.ts';

/** A hundred years. */
const MAX_DAYS = 36_500;

const HeaderName = (description: string) => Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$', description });

/**
 * Configuration of `meshprof controller`. Each key can stand in the YAML file and in an environment variable, and all
 * but secrets on the command line; `@meshprof/settings` derives those names.
 */
export const ControllerConfigSchema = Type.Object(
  {
    host: Type.String({ minLength: 1, description: 'Address to listen on' }),
    port: Type.Integer({ minimum: 0, maximum: 65_535, description: 'Its port; 0 takes a free one' }),
    tlsCertFile: Type.Optional(
      Type.String({ description: 'PEM file of the certificate (with its chain); with it the port speaks TLS' })
    ),
    tlsKeyFile: Type.Optional(Type.String({ description: 'PEM file of its key' })),
    tlsClientCaFile: Type.Optional(
      Type.String({ description: 'PEM file of the authority that signs client certificates; agents then need one' })
    ),
    stateDir: Type.String({ minLength: 1, description: 'Folder of the SQLite database' }),
    databaseUrl: Type.Optional(
      Type.String({
        minLength: 1,
        secret: true,
        env: 'DATABASE_URL',
        description: 'postgres://…, or another SQLite file; default: one in stateDir',
      })
    ),
    databaseUrlFile: Type.Optional(Type.String({ description: 'File with the databaseUrl' })),
    databasePoolSize: Type.Integer({ minimum: 2, maximum: 1_000, description: 'Connections to PostgreSQL' }),
    databaseStatementTimeoutMs: Type.Integer({
      minimum: 100,
      description: 'A statement on PostgreSQL that takes longer is given up',
    }),
    secret: Type.Optional(
      Type.String({ minLength: 16, secret: true, description: 'Shared with the Grafana plugin (X-Meshprof-Secret)' })
    ),
    secretFile: Type.Optional(Type.String({ description: 'File with the secret (better than the secret itself)' })),
    token: Type.Optional(
      Type.String({ minLength: 16, secret: true, description: 'Admits the command line and scripts' })
    ),
    tokenFile: Type.Optional(Type.String({ description: 'File with the token' })),
    joinToken: Type.Optional(Type.String({ minLength: 16, secret: true, description: 'Admits new agents' })),
    joinTokenFile: Type.Optional(Type.String({ description: 'File with the join token' })),
    webhookSecret: Type.Optional(
      Type.String({ minLength: 16, secret: true, description: 'Signs alerts of Grafana (HMAC)' })
    ),
    webhookSecretFile: Type.Optional(Type.String({ description: 'File with the webhookSecret' })),
    webhookToken: Type.Optional(
      Type.String({ minLength: 16, secret: true, description: 'Admits alerts of Alertmanager, and nothing else' })
    ),
    webhookTokenFile: Type.Optional(Type.String({ description: 'File with the webhookToken' })),
    webhookSignatureHeader: HeaderName('Header with the signature of an alert'),
    webhookTimestampHeader: HeaderName('Header with the time that is signed'),
    alertsFile: Type.Optional(
      Type.String({ description: 'YAML file that says what is made of alerts (docs/guides/alerts.md)' })
    ),
    allowedHosts: Type.Array(Type.String({ minLength: 1 }), {
      description: 'Host names, without port, by which this server may be addressed; * allows any',
    }),
    allowedOrigins: Type.Array(Type.String({ pattern: '^https?://[^/]+$' }), {
      description: 'Origins of other pages that may call it',
    }),
    otlpEndpoint: Type.Optional(
      Type.String({ pattern: '^https?://', description: 'OTLP gRPC endpoint for events; https means TLS' })
    ),
    otlpHeaders: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        secret: true,
        description: 'Sent with every export, e.g. authorization',
      })
    ),
    prometheusUrl: Type.Optional(
      Type.String({ pattern: '^https?://', description: 'Prometheus (or its like) that triggers ask' })
    ),
    prometheusHeaders: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        secret: true,
        description: 'Sent with every query, e.g. authorization',
      })
    ),
    taskRetentionDays: Type.Integer({
      minimum: 1,
      maximum: MAX_DAYS,
      description: 'How long tasks are kept after their end; their profiles as long as the store keeps them',
    }),
    experimentRetentionDays: Type.Integer({
      minimum: 1,
      maximum: MAX_DAYS,
      description: 'How long experiments and their reports are kept after their end',
    }),
    auditRetentionDays: Type.Integer({ minimum: 1, maximum: MAX_DAYS, description: 'How long audit entries are kept' }),
    requestsPerMinute: Type.Integer({
      minimum: 1,
      description: 'Requests a minute of a client address, or of an agent',
    }),
    logLevel: Type.String({ enum: ['debug', 'info', 'warn', 'error'], description: 'debug, info, warn or error' }),
  },
  { additionalProperties: false }
);
export type ControllerConfig = Static<typeof ControllerConfigSchema>;

export const CONTROLLER_SETTINGS = settingsOf(ControllerConfigSchema);

export function controllerConfigDefaults(): ControllerConfig {
  return {
    host: '127.0.0.1',
    port: PORTS.http.port,
    stateDir: defaultStateDir('meshprof-controller'),
    databasePoolSize: 10,
    databaseStatementTimeoutMs: 10_000,
    webhookSignatureHeader: WEBHOOK_SIGNATURE_HEADER,
    webhookTimestampHeader: WEBHOOK_TIMESTAMP_HEADER,
    allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
    allowedOrigins: [],
    taskRetentionDays: DEFAULT_RETENTION.taskDays,
    experimentRetentionDays: DEFAULT_RETENTION.experimentDays,
    auditRetentionDays: DEFAULT_RETENTION.auditDays,
    requestsPerMinute: 6_000,
    logLevel: 'info',
  };
}
