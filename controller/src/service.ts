import { mkdirSync } from 'node:fs';
import type { Server } from 'node:https';
import path from 'node:path';
import { type AlertSettings, PORTS } from '@meshprof/contracts';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { pino } from 'pino';
import type { WebhookOptions } from './alerts/alerts.ts';
import { loadAlertSettings } from './alerts/load-alert-settings.ts';
import type { ControllerConfig } from './config/controller-config.ts';
import { type Controller, createController } from './controller.ts';
import { sendNotFound } from './http/problems.ts';
import { SERVER_OPTIONS } from './http/server-options.ts';
import { keepTlsFresh, loadTls, type TlsContent, type TlsFiles } from './http/server-tls.ts';

/**
 * Connections that wait to be accepted, as many as the kernel lets (net.core.somaxconn): after a restart all agents
 * come at once, and those beyond Node's 511 would wait for TCP to try again.
 */
const LISTEN_BACKLOG = 65_535;

export type StartOutcome =
  /** `reload` reads the TLS files again. */
  { ok: true; stop: () => Promise<void>; reload: () => void } | { ok: false; message: string };

/** Runs a controller on its own port until `stop`. */
export async function startService(config: ControllerConfig): Promise<StartOutcome> {
  const log: FastifyBaseLogger = pino({ level: config.logLevel, base: { program: 'meshprof-controller' } });
  const alerts = loadAlertSettings(config.alertsFile);
  if (!alerts.ok) return alerts;
  const files = tlsFiles(config);
  const loaded = loadTls(files);
  if (!loaded.ok) return loaded;
  let controller: Controller;
  try {
    controller = await openController(config, alerts.value, log);
  } catch (error) {
    return { ok: false, message: `cannot open the database: ${causeOf(error)}` };
  }
  const server = createServer(loaded.tls, log);
  server.setNotFoundHandler(sendNotFound);
  await server.register(controller.register);
  const fresh = loaded.tls === undefined ? undefined : keepTlsFresh(server.server as Server, files, log);
  const stop = async () => {
    log.info('stopping');
    fresh?.stop();
    await server.close();
    await controller.close();
  };
  try {
    await server.listen({ host: config.host, port: config.port, backlog: LISTEN_BACKLOG });
  } catch (error) {
    fresh?.stop();
    await controller.close();
    return { ok: false, message: listenFailure(error as NodeJS.ErrnoException, config) };
  }
  return { ok: true, stop, reload: () => fresh?.reload() };
}

function createServer(tls: TlsContent | undefined, log: FastifyBaseLogger): FastifyInstance {
  // Requests are measured (/metrics) rather than logged, one line each would drown the rest.
  const logController = new LogController({ disableRequestLogging: true });
  const options = { ...SERVER_OPTIONS, loggerInstance: log, logController };
  if (tls === undefined) return Fastify(options);
  const { http, ...others } = options;
  // Nobody is turned away without a certificate: browsers have none. The routes of agents look (client-certificate.ts).
  const clients = { requestCert: tls.ca !== undefined, rejectUnauthorized: false };
  const server = Fastify({ ...others, https: { ...http, ...tls, ...clients } });
  return server;
}

function tlsFiles({ tlsCertFile, tlsKeyFile, tlsClientCaFile }: ControllerConfig): TlsFiles {
  return {
    ...(tlsCertFile !== undefined && { certFile: tlsCertFile }),
    ...(tlsKeyFile !== undefined && { keyFile: tlsKeyFile }),
    ...(tlsClientCaFile !== undefined && { clientCaFile: tlsClientCaFile }),
  };
}

function openController(config: ControllerConfig, alerts: AlertSettings, log: FastifyBaseLogger): Promise<Controller> {
  // Task titles and process names are nobody else's business on a shared machine.
  if (config.databaseUrl === undefined) mkdirSync(config.stateDir, { recursive: true, mode: 0o700 });
  const { secret, token, joinToken, otlpEndpoint, otlpHeaders, prometheusUrl, prometheusHeaders } = config;
  return createController({
    database: config.databaseUrl ?? path.join(config.stateDir, 'controller.db'),
    databaseLimits: {
      poolSize: config.databasePoolSize,
      statementTimeoutMs: config.databaseStatementTimeoutMs,
    },
    ...(secret !== undefined && { secret }),
    ...(token !== undefined && { token }),
    ...(joinToken !== undefined && { joinToken }),
    webhooks: webhooksOf(config, alerts),
    clientCertificates: config.tlsClientCaFile !== undefined,
    allowedHosts: config.allowedHosts,
    allowedOrigins: config.allowedOrigins,
    retention: {
      taskDays: config.taskRetentionDays,
      experimentDays: config.experimentRetentionDays,
      auditDays: config.auditRetentionDays,
    },
    requestsPerMinute: config.requestsPerMinute,
    ...(otlpEndpoint !== undefined && {
      events: { endpoint: otlpEndpoint, ...(otlpHeaders !== undefined && { headers: otlpHeaders }) },
    }),
    ...(prometheusUrl !== undefined && {
      prometheus: { url: prometheusUrl, ...(prometheusHeaders !== undefined && { headers: prometheusHeaders }) },
    }),
    log,
  });
}

function webhooksOf(config: ControllerConfig, settings: AlertSettings): WebhookOptions {
  const { webhookSecret, webhookToken } = config;
  return {
    ...(webhookSecret !== undefined && { secret: webhookSecret }),
    ...(webhookToken !== undefined && { token: webhookToken }),
    signatureHeader: config.webhookSignatureHeader,
    timestampHeader: config.webhookTimestampHeader,
    settings,
  };
}

function listenFailure(error: NodeJS.ErrnoException, { host, port }: ControllerConfig): string {
  const change = `choose another with ${PORTS.http.option} or ${PORTS.http.env}`;
  if (error.code === 'EADDRINUSE') return `port ${port} (${PORTS.http.what}) is in use; ${change}`;
  if (error.code === 'EACCES') return `no permission to listen on port ${port}; ${change}`;
  return `cannot listen on ${host}: ${error.message}`;
}

/** What went wrong, with what was behind it, on one line. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Of a name with several addresses, none of which answers: an error without a message of its own.
  const said = error.message || ((error as NodeJS.ErrnoException).code ?? error.name);
  const line = said.replaceAll('\n', ' ');
  return error.cause === undefined ? line : `${line}: ${causeOf(error.cause)}`;
}
