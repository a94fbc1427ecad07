import { arch, release } from 'node:os';
import { type AgentFacts, EXPERIMENTS_CAPABILITY } from '@meshprof/contracts';
import { ConnectionLog } from '../agent/connection-log.ts';
import { ControllerLink } from '../agent/controller-link.ts';
import type { CallResult } from '../agent/http-json.ts';
import { createJsonHttp } from '../agent/http-json.ts';
import type { AgentFailure, AgentRun } from '../agent/start-agent.ts';
import { openStateFiles } from '../agent/state-files.ts';
import { tlsSettings } from '../agent/tls-settings.ts';
import { VERSION } from '../cli/version.ts';
import type { ExperimentAgentConfig } from '../config/experiment-agent-config.ts';
import type { Logger } from '../logs/logger.ts';
import { ControllerDesk } from './desk/controller-desk.ts';
import { sendHeartbeats } from './desk/heartbeats.ts';
import { ExperimentAgent } from './run/experiment-agent.ts';

/** Leads what a controller assigns to this node, until `signal` aborts; the proxy is then as it was before. */
export async function startExperimentAgent(
  config: ExperimentAgentConfig,
  logger: Logger,
  signal: AbortSignal
): Promise<AgentRun> {
  const opened = openLink(config, logger);
  if (!opened.ok) return opened;
  const { link, close } = opened;
  const connection = new ConnectionLog(logger);
  const onResult = (result: CallResult<unknown>) => connection.note(result);
  const beating = new AbortController();
  const facts = () => experimentAgentFacts(config);
  const heartbeats = sendHeartbeats({ link, facts, onResult }, beating.signal);
  logger.info({ version: VERSION, controller: config.controllerUrl, node: config.node }, 'experiment agent started');
  try {
    await new ExperimentAgent({
      desk: new ControllerDesk({ link, logger, onResult }),
      stateDir: config.stateDir,
      log: logger,
      signal,
      ...(config.otlpEndpoint !== undefined && { otlpEndpoint: config.otlpEndpoint }),
    }).run();
    logger.info('experiment agent stopped');
    return { ok: true };
  } finally {
    beating.abort();
    await heartbeats;
    close();
  }
}

type OpenedLink = { ok: true; link: ControllerLink; close: () => void } | { ok: false; failure: AgentFailure };

function openLink(config: ExperimentAgentConfig, logger: Logger): OpenedLink {
  const failed = (exit: AgentFailure['exit'], message: string): OpenedLink => ({
    ok: false,
    failure: { exit, message },
  });
  let state: ReturnType<typeof openStateFiles>;
  try {
    state = openStateFiles(config.stateDir, config.controllerUrl);
  } catch (error) {
    return failed('output', `cannot use the state folder ${config.stateDir}: ${(error as Error).message}`);
  }
  let http: ReturnType<typeof createJsonHttp>;
  try {
    http = createJsonHttp({ baseUrl: config.controllerUrl, tls: tlsSettings(config) });
  } catch (error) {
    return failed('usage', `the certificate files for the controller cannot be used: ${(error as Error).message}`);
  }
  const { node, joinToken } = config;
  const link = new ControllerLink({
    ...{ http, state },
    registration: { node, machineId: state.machineId, version: VERSION, capabilities: [EXPERIMENTS_CAPABILITY] },
    ...(joinToken !== undefined && { joinToken }),
    onRegistered: (agentId) => logger.info({ agentId }, 'registered with the controller'),
  });
  if (link.canRegister) return { ok: true, link, close: () => http.close() };
  http.close();
  return failed('usage', 'the experiment agent needs a join token: set joinTokenFile or MESHPROF_JOIN_TOKEN');
}

function experimentAgentFacts({ node }: ExperimentAgentConfig): AgentFacts {
  return {
    node,
    version: VERSION,
    capabilities: [EXPERIMENTS_CAPABILITY],
    kernel: release().slice(0, 128),
    architecture: arch(),
    requirements: [],
  };
}
