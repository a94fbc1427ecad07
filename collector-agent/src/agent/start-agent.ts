import { PORTS } from '@meshprof/contracts';
import { protectMemory } from '@meshprof/native';
import { VERSION } from '../cli/version.ts';
import type { AgentConfig } from '../config/agent-config.ts';
import type { FlightRecorder } from '../flight-recorder/flight-recorder.ts';
import { type FoundWindows, openFlightRecorder } from '../flight-recorder/open-flight-recorder.ts';
import { type EventLog, openEventLog } from '../logs/event-log.ts';
import { openPods } from '../kubernetes/open-pods.ts';
import type { Logger } from '../logs/logger.ts';
import { type MetricsServer, openMetricsServer } from '../metrics/metrics-server.ts';
import { Agent } from './agent.ts';
import { ownEvents } from './agent-facts.ts';
import { ControllerLink } from './controller-link.ts';
import { logDeliveryEvent } from './delivery-log.ts';
import { createJsonHttp } from './http-json.ts';
import { exporterOptionsOf, openDelivery } from './open-delivery.ts';
import { createProfileDelivery, watchDelivery } from './profile-delivery.ts';
import { openStateFiles } from './state-files.ts';
import { tlsSettings } from './tls-settings.ts';

/** Why an agent did not start; a running agent outlives the controller's and the endpoint's absence. */
export interface AgentFailure {
  readonly exit: 'usage' | 'output' | 'service';
  readonly message: string;
}

export type AgentRun = { readonly ok: true } | { readonly ok: false; readonly failure: AgentFailure };

const EVENT_LOG_CLOSE_MS = 2_000;

/** Opens what an agent needs, runs it until `signal` aborts and closes everything again. */
export async function startAgent(config: AgentConfig, logger: Logger, signal: AbortSignal): Promise<AgentRun> {
  const cleanups: (() => Promise<unknown> | void)[] = [];
  protectMemory();
  try {
    const agent = await openAgent(config, logger, cleanups);
    const server = await listen(config, agent);
    cleanups.push(() => server.close());
    logger.info({ version: VERSION, controller: config.controllerUrl, metricsPort: server.port }, 'agent started');
    await agent.run(signal);
    logger.info('agent stopped');
    return { ok: true };
  } catch (error) {
    if (error instanceof StartError) return { ok: false, failure: error.failure };
    throw error;
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

class StartError extends Error {
  readonly failure: AgentFailure;

  constructor(exit: AgentFailure['exit'], message: string) {
    super(message);
    this.failure = { exit, message };
  }
}

async function openAgent(
  config: AgentConfig,
  logger: Logger,
  cleanups: (() => Promise<unknown> | void)[]
): Promise<Agent> {
  const state = orFail('output', `cannot use the state folder ${config.stateDir}`, () =>
    openStateFiles(config.stateDir, config.controllerUrl)
  );
  const http = orFail('usage', 'the certificate files for the controller cannot be used', () =>
    createJsonHttp({ baseUrl: config.controllerUrl, tls: tlsSettings(config) })
  );
  cleanups.push(() => http.close());
  const link = createLink({ config, logger, state, http });
  // First: a client that is given headers which it cannot send says so with their values.
  const exporter = exporterOptionsOf(config);
  if (exporter.kind === 'invalid') throw new StartError('usage', exporter.problems.join('; '));
  const events = orFail('usage', 'events cannot be sent as OTLP logs', () => openEventLog(config));
  cleanups.push(() => events.close(EVENT_LOG_CLOSE_MS));
  const watch = watchDelivery();
  const opened = await openDelivery(config, exporter.options, (event) => {
    watch.onEvent(event);
    logDeliveryEvent(event, logger, events);
  });
  if (!opened.ok) throw new StartError('usage', opened.message);
  const { delivery } = opened;
  cleanups.push(() => delivery.close());
  const pods = config.kubernetes ? openPods({ node: config.node, logger }) : undefined;
  if (pods !== undefined) cleanups.push(() => pods.close());
  const profiles = createProfileDelivery(delivery, watch);
  const recorder = await openRecorder(config, logger, events);
  return new Agent({
    config,
    logger,
    state,
    link,
    delivery,
    profiles,
    events,
    recorder,
    ...(pods !== undefined && { pods }),
  });
}

async function openRecorder(config: AgentConfig, logger: Logger, events: EventLog): Promise<FlightRecorder> {
  const { recorder, found } = await openFlightRecorder({
    stateDir: config.stateDir,
    maxBytes: config.flightRecorderMaxBytes,
    onDiskError: (error) => logger.error({ err: error }, 'the flight recorder cannot use its disk'),
  }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError('output', `cannot open the flight recorder in ${config.stateDir}: ${why}`);
  });
  if (found !== undefined) logFoundWindows(found, logger, events);
  return recorder;
}

/** A gap in a recording must not look like a quiet time. */
function logFoundWindows({ windows, processes, unfinished }: FoundWindows, logger: Logger, events: EventLog): void {
  const body =
    `the flight recorder still holds ${windows} windows of ${processes} processes; what was recorded between the ` +
    `last of them and the end of the agent before, at most 15 s a process, is lost if it was killed`;
  const attributes = { windows, processes, unfinished };
  logger.info(attributes, body);
  events.emit({ name: 'meshprof.flight-recorder.state', body, isBad: false, attributes });
}

interface LinkParts {
  readonly config: AgentConfig;
  readonly logger: Logger;
  readonly state: ReturnType<typeof openStateFiles>;
  readonly http: ReturnType<typeof createJsonHttp>;
}

function createLink({ config, logger, state, http }: LinkParts): ControllerLink {
  const link = new ControllerLink({
    http,
    state,
    registration: {
      node: config.node,
      machineId: state.machineId,
      version: VERSION,
      capabilities: ownEvents(),
    },
    ...(config.joinToken !== undefined && { joinToken: config.joinToken }),
    onRegistered: (agentId) => logger.info({ agentId }, 'registered with the controller'),
  });
  if (!link.canRegister) {
    throw new StartError('usage', 'the agent needs a join token: set joinTokenFile or MESHPROF_JOIN_TOKEN');
  }
  return link;
}

async function listen({ agentMetricsHost, agentMetricsPort }: AgentConfig, agent: Agent): Promise<MetricsServer> {
  const opened = await openMetricsServer({
    host: agentMetricsHost,
    port: agentMetricsPort,
    registry: agent.metrics.registry,
  });
  if (opened.ok) return opened.server;
  const { option, env, what } = PORTS.agentMetrics;
  const why = opened.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${opened.code})`;
  throw new StartError(
    'service',
    `port ${agentMetricsPort} for ${what} ${why}; choose another with ${option} or ${env}`
  );
}

function orFail<T>(exit: AgentFailure['exit'], what: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new StartError(exit, `${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
