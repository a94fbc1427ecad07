import { mkdirSync } from 'node:fs';
import { PORTS, type PortName } from '@meshprof/contracts';
import { busyPorts } from '../start/busy-ports.ts';
import { findMissingBinary } from './binaries.ts';
import { isPlainPath, writeConfigFiles, type RenderedFiles } from './config-files.ts';
import {
  DEMO_LISTENERS,
  type DemoOptions,
  type DemoPorts,
  type DemoProblem,
  type StartDemoResult,
} from './demo-types.ts';
import { DEFAULT_LOAD } from './load.ts';
import { rotateEnvoyLog } from './log-rotation.ts';
import { openLogPipe, type LogPipe } from './log-pipe.ts';
import {
  ACCESS_LOG_LIMIT_BYTES,
  startEnvoy,
  startPrometheus,
  startSpanSink,
  startUpstream,
  type ProgramInput,
} from './programs.ts';
import { waitForReady } from './readiness.ts';
import { RunningDemo } from './running-demo.ts';

/**
 * Starts the demo mesh on loopback: a real Envoy between a load generator and nginx, its span sink, its log reader and
 * Prometheus. Resolves when traffic flows. On a problem, what was already started is ended again.
 */
export async function startDemo(options: DemoOptions): Promise<StartDemoResult> {
  const ports = portsWithDefaults(options.ports ?? {});
  const prepared = await prepare(options, ports);
  if ('problem' in prepared) return { ok: false, problem: prepared.problem };
  return run(options, { ...prepared, ports, binaries: options.binaries });
}

function portsWithDefaults(chosen: Partial<DemoPorts>): DemoPorts {
  const names = Object.keys(PORTS) as PortName[];
  return Object.fromEntries(names.map((name) => [name, chosen[name] ?? PORTS[name].port])) as DemoPorts;
}

async function prepare(
  { runDir, binaries, logToFile = false, prometheus = true }: DemoOptions,
  ports: DemoPorts
): Promise<{ files: RenderedFiles; pipe: LogPipe } | { problem: DemoProblem }> {
  const missing = findMissingBinary({ binaries, prometheus });
  if (missing !== undefined) return { problem: missing };
  if (!isPlainPath(runDir)) {
    const message = `The run directory ${runDir} must be an absolute path of letters, digits and . _ - + @ only.`;
    return { problem: { code: 'bad-run-dir', message } };
  }
  const listeners = DEMO_LISTENERS.filter((name) => prometheus || name !== 'prometheus');
  const [busy] = await busyPorts(ports, listeners);
  if (busy !== undefined) return { problem: { code: 'port-busy', message: busy } };
  try {
    mkdirSync(runDir, { recursive: true });
    const files = writeConfigFiles({ runDir, ports, logToFile });
    return { files, pipe: openLogPipe(files.stdoutPipe) };
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    return { problem: { code: 'bad-run-dir', message: `The run directory cannot be written: ${message}.` } };
  }
}

async function run(options: DemoOptions, input: ProgramInput): Promise<StartDemoResult> {
  const { ports, files } = input;
  const { onProgress = () => undefined, load = DEFAULT_LOAD } = options;
  const running = new RunningDemo(options);
  const adminUrl = `http://127.0.0.1:${ports.demoEnvoyAdmin}`;
  const url = `http://127.0.0.1:${ports.demoEnvoy}/`;

  onProgress('Demo: starting Envoy, its upstream and its span sink');
  const { envoy, logReader } = startEnvoy(input);
  running.add(logReader);
  const sink = running.add(startSpanSink(input));
  const upstream = running.add(startUpstream(input));
  const checks = [
    waitForReady(sink, `http://127.0.0.1:${ports.demoSpanSink}/stats`),
    waitForReady(upstream, `http://127.0.0.1:${ports.demoUpstream}/`),
    waitForReady(running.add(envoy), `${adminUrl}/ready`).then((failure) => failure ?? waitForReady(envoy, url)),
  ];
  if (options.prometheus !== false) {
    checks.push(waitForReady(running.add(startPrometheus(input)), `http://127.0.0.1:${ports.prometheus}/-/ready`));
  }
  const failure = await firstFailure(checks);
  if (failure !== undefined) {
    await running.stop();
    return { ok: false, problem: { code: 'start-failed', message: `The demo did not start: ${failure}.` } };
  }

  const constantLoad = running.startLoad({ envoy, url, load });
  if (options.logToFile === true) {
    running.onStop(rotateEnvoyLog({ path: files.accessLog, limitBytes: ACCESS_LOG_LIMIT_BYTES, adminUrl }));
  }
  onProgress(`Demo: Envoy at ${url} under ${load.requestsPerSecond} requests/s`);
  const demo = {
    ports,
    url,
    adminUrl,
    files,
    load: constantLoad,
    pids: () => running.pids(),
    stop: () => running.stop(),
  };
  return { ok: true, demo };
}

/** The sentence of the first check that fails, without waiting for the others; undefined when all have passed. */
function firstFailure(checks: readonly Promise<string | undefined>[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    for (const check of checks) void check.then((failure) => failure !== undefined && resolve(failure));
    void Promise.all(checks).then(() => resolve(undefined));
  });
}
