/**
 * `npm start` after its set-up: agent, controller, store, host page and demo on one machine. The only file that
 * composes the packages; what it needs of each is an option object.
 */
import { createController, loadAlertSettings, SERVER_OPTIONS, sendNotFound } from '@meshprof/controller';
import {
  type Experiment,
  type ExperimentSpec,
  type ExperimentState,
  PLUGIN_ID,
  type PortName,
} from '@meshprof/contracts';
import Fastify, { LogController } from 'fastify';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { DEMO_LISTENERS } from './demo/demo-types.ts';
import { startDemo } from './demo/demo.ts';
import { createHostPage } from './host/create-host-page.ts';
import { DEMO_SCRAPE_INTERVAL, type PrometheusSource } from './host/data-sources.ts';
import { ensureDemoPolicy } from './start/demo-policy.ts';
import { startAgent, startExperimentAgent } from './start/agent-process.ts';
import { DemoLoadHolder } from './start/demo-load-holder.ts';
import { busyPorts } from './start/busy-ports.ts';
import { demoBinaries } from './demo/demo-binaries.ts';
import { readStartOptions, type StartOptions } from './start/options.ts';
import { say, sayError } from './start/progress.ts';
import { prepareSecrets, type Secrets } from './start/secrets.ts';
import { Shutdown } from './start/shutdown.ts';
import { unmetRequirements } from './start/unmet-requirements.ts';
import { createStore } from './store/store.ts';

const HOST = '127.0.0.1';
const packageDir = (name: string) => fileURLToPath(new URL(`../../${name}/`, import.meta.url));
const meshprof = path.join(packageDir('collector-agent'), 'bin', 'meshprof.mjs');

const shutdown = new Shutdown();
/** Once the demo runs. */
let demoLoad: DemoLoadHolder | undefined;
const read = readStartOptions(process.argv.slice(2));
if (!read.ok) await shutdown.exit(2, read.problem);
else {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void shutdown.exit(0));
  try {
    await start(read.options);
  } catch (error) {
    await shutdown.exit(1, error instanceof Error ? error.message : String(error));
  }
}

async function start(options: StartOptions): Promise<void> {
  const busy = await busyPorts(options.ports, neededPorts(options));
  if (busy.length > 0) return shutdown.exit(2, ...busy);
  const logDir = path.join(options.stateDir, 'logs');
  // Profiles, task titles and process names are nobody else's business on a shared machine.
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  const secrets = prepareSecrets(options.stateDir);
  await startServices(options, secrets, path.join(logDir, 'services.log'));
  const agentReady = startAgentPart(options, secrets, path.join(logDir, 'agent.log'));
  await Promise.all([agentReady, options.demo ? startDemoPart(options, secrets) : Promise.resolve()]);
  // After the demo, so that it ends before it: it may have to put the demo's Envoy back.
  startExperimentPart(options, secrets, path.join(logDir, 'experiment-agent.log'));
  say('token', `for scripts and the command line: ${secrets.tokenFile ?? 'the one in MESHPROF_TOKEN'}`);
  say('ready', `open http://${HOST}:${options.ports.http}/a/${PLUGIN_ID} (Ctrl-C ends everything)`);
}

/** Where profiles and events go: a Collector that the user named, or straight into the store. */
function otlpEndpointOf({ otlpEndpoint }: Pick<StartOptions, 'otlpEndpoint'>, ports: StartOptions['ports']): string {
  return otlpEndpoint ?? `http://${HOST}:${ports.otlpGrpc}`;
}

/** What asks it: triggers on queries, and the page. */
function prometheusOf({ prometheusUrl, demo, prometheus, ports }: StartOptions): PrometheusSource | undefined {
  if (prometheusUrl !== undefined) return { url: prometheusUrl };
  if (!demo || !prometheus) return undefined;
  return { url: `http://${HOST}:${ports.prometheus}`, scrapeInterval: DEMO_SCRAPE_INTERVAL };
}

function neededPorts({ demo, prometheus }: StartOptions): PortName[] {
  const demoPorts = DEMO_LISTENERS.filter((name) => prometheus || name !== 'prometheus');
  return ['http', 'storeQuery', 'otlpGrpc', 'otlpHttp', 'agentMetrics', ...(demo ? demoPorts : [])];
}

/** Store, controller and host page share this process; page and controller share a port. */
async function startServices(options: StartOptions, secrets: Secrets, logFile: string): Promise<void> {
  const logger = pino({ level: 'info' }, pino.destination({ dest: logFile, sync: true }));
  const { ports, retention, limits } = options;
  const prometheus = prometheusOf(options);
  const store = await createStore({ dataDir: path.join(options.stateDir, 'store'), retention, limits, logger });
  shutdown.add(() => store.close());
  await store.startOtlpGrpc({ host: HOST, port: ports.otlpGrpc });
  await store.startOtlpHttp({ host: HOST, port: ports.otlpHttp });
  await store.startQueryApi({ host: HOST, port: ports.storeQuery });
  say('store', `OTLP on ${ports.otlpGrpc} (gRPC) and ${ports.otlpHttp} (HTTP), queries on ${ports.storeQuery}`);

  const alerts = loadAlertSettings(options.alertsFile);
  if (!alerts.ok) throw new Error(alerts.message);
  const controller = await createController({
    database: path.join(options.stateDir, 'controller.db'),
    secret: secrets.pluginSecret,
    token: secrets.token,
    joinToken: secrets.joinToken,
    webhooks: { secret: secrets.webhookSecret, token: secrets.webhookSecret, settings: alerts.value },
    events: { endpoint: otlpEndpointOf(options, ports) },
    onEvent: ({ name, attributes }) => {
      if (name !== 'meshprof.experiment.state') return;
      void demoLoad?.stateChanged(String(attributes['experiment_id']), attributes['state'] as ExperimentState);
    },
    ...(prometheus !== undefined && { prometheus: { url: prometheus.url } }),
    log: logger,
  });
  shutdown.add(() => controller.close());
  const server = Fastify({
    ...SERVER_OPTIONS,
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  server.setNotFoundHandler(sendNotFound);
  await server.register(controller.register);
  await server.register(
    createHostPage({
      pluginDistDir: path.join(packageDir('plugin'), 'dist'),
      hostDistDir: path.join(packageDir('standalone'), 'dist', 'host'),
      controller: { url: `http://${HOST}:${ports.http}`, secret: secrets.pluginSecret },
      store,
      role: options.role,
      ...(prometheus !== undefined && { prometheus }),
    })
  );
  await server.listen({ host: HOST, port: ports.http });
  shutdown.add(() => server.close());
  say('controller', `API on ${ports.http}, with the page`);
  say(
    'alerts',
    `POST to /webhooks/grafana or /webhooks/alertmanager there; their secret: ${secrets.webhookSecretFile}`
  );
}

async function startAgentPart(
  { ports, stateDir, otlpEndpoint }: StartOptions,
  secrets: Secrets,
  logFile: string
): Promise<void> {
  const agent = startAgent({
    meshprof,
    stateDir,
    logFile,
    controllerUrl: `http://${HOST}:${ports.http}`,
    joinToken: secrets.joinToken,
    otlpEndpoint: otlpEndpointOf({ otlpEndpoint }, ports),
    metricsPort: ports.agentMetrics,
  });
  // Longer than the agent's own wait for its last export.
  shutdown.add(() => agent.stop(15_000));
  void agent.exited.then(({ code, signal }) => {
    if (!shutdown.started) sayError(`the agent ended (${signal ?? `code ${code}`}); its log is ${logFile}`);
  });
  const unmet = await unmetRequirements(meshprof);
  if (unmet.length === 0) say('agent', `profiles this machine; metrics on ${ports.agentMetrics}`);
  else
    say(
      'agent',
      `cannot profile on this machine until this is mended:\n${unmet.map((line) => `  - ${line}`).join('\n')}`
    );
}

/** Longer than it takes to put a proxy back and wait until its old connections are gone. */
const EXPERIMENT_END_MS = 60_000;

function startExperimentPart({ ports, stateDir, otlpEndpoint }: StartOptions, secrets: Secrets, logFile: string): void {
  const agent = startExperimentAgent({
    ...{ meshprof, stateDir, logFile },
    controllerUrl: `http://${HOST}:${ports.http}`,
    joinToken: secrets.joinToken,
    otlpEndpoint: otlpEndpointOf({ otlpEndpoint }, ports),
  });
  shutdown.add(() => agent.stop(EXPERIMENT_END_MS));
  void agent.exited.then(({ code, signal }) => {
    if (!shutdown.started) sayError(`the experiment agent ended (${signal ?? `code ${code}`}); its log is ${logFile}`);
  });
  say('experiments', `an agent of their own runs them, on node ${os.hostname()}; its log: ${logFile}`);
}

async function startDemoPart({ ports, stateDir, ...options }: StartOptions, { token }: Secrets): Promise<void> {
  const result = await startDemo({
    runDir: path.join(stateDir, 'demo'),
    binaries: demoBinaries(),
    ports,
    prometheus: options.prometheus,
    logToFile: options.demoLogToFile,
    onExit: ({ program, code, signal, lastLines }) => {
      if (shutdown.started) return;
      sayError(`${program} of the demo ended (${signal ?? `code ${code}`}): ${lastLines.at(-1) ?? 'it said nothing'}`);
    },
  });
  if (!result.ok) return sayError(`the demo is not running: ${result.problem.message} The rest works without it.`);
  shutdown.add(() => result.demo.stop());
  demoLoad = new DemoLoadHolder({
    load: result.demo.load,
    adminUrl: result.demo.adminUrl,
    specOf: (id) => specOfExperiment(id, ports, token),
  });
  const withPrometheus = options.prometheus ? `, Prometheus on ${ports.prometheus}` : '';
  if (options.demoProfiling) {
    const problem = await ensureDemoPolicy({ controllerUrl: `http://${HOST}:${ports.http}`, token, stateDir });
    if (problem !== undefined) sayError(`the demo is not profiled all the time: ${problem}`);
  }
  say('demo', `Envoy on ${ports.demoEnvoy} under load, admin on ${ports.demoEnvoyAdmin}${withPrometheus}`);
}

/** Undefined if it cannot be told: then nothing is held for it. */
async function specOfExperiment(
  id: string,
  ports: StartOptions['ports'],
  token: string
): Promise<ExperimentSpec | undefined> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://${HOST}:${ports.http}/v1/experiments/${id}`, { headers }).catch(() => undefined);
  return answer?.ok === true ? ((await answer.json()) as Experiment).spec : undefined;
}
