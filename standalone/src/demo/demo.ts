import { mkdirSync } from 'node:fs';
import { PORTS } from '@meshprof/contracts';
import { findMissingBinary } from './binaries.ts';
import { isPlainPath, writeConfigFiles, type RenderedFiles } from './config-files.ts';
import {
  DEMO_LISTENERS,
  DEMO_SCRAPED,
  type DemoOptions,
  type DemoPorts,
  type DemoProblem,
  type StartDemoResult,
} from './demo-types.ts';
import { DEFAULT_LOAD } from './load.ts';
import { rotateEnvoyLog } from './log-rotation.ts';
import { findBusyPort } from './port-check.ts';
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
  return run(options, ports, prepared.files);
}

function portsWithDefaults(chosen: Partial<DemoPorts>): DemoPorts {
  const names = [...DEMO_LISTENERS, ...DEMO_SCRAPED];
  return Object.fromEntries(names.map((name) => [name, chosen[name] ?? PORTS[name].port])) as DemoPorts;
}

async function prepare(
  { runDir, binaries, logToFile = false }: DemoOptions,
  ports: DemoPorts
): Promise<{ files: RenderedFiles } | { problem: DemoProblem }> {
  const missing = findMissingBinary(binaries);
  if (missing !== undefined) return { problem: missing };
  if (!isPlainPath(runDir)) {
    const message = `The run directory ${runDir} must be an absolute path of letters, digits and . _ - + only.`;
    return { problem: { code: 'bad-run-dir', message } };
  }
  const busy = await findBusyPort(ports);
  if (busy !== undefined) return { problem: busy };
  try {
    mkdirSync(runDir, { recursive: true });
    return { files: writeConfigFiles({ runDir, ports, logToFile }) };
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    return { problem: { code: 'bad-run-dir', message: `The run directory cannot be written: ${message}.` } };
  }
}

async function run(options: DemoOptions, ports: DemoPorts, files: RenderedFiles): Promise<StartDemoResult> {
  const { binaries, runDir, onProgress = () => undefined } = options;
  const input: ProgramInput = { binaries, ports, files, runDir };
  const running = new RunningDemo(options);
  const adminUrl = `http://127.0.0.1:${ports.demoEnvoyAdmin}`;
  const url = `http://127.0.0.1:${ports.demoEnvoy}/`;

  onProgress('Demo: starting span sink, upstream and Prometheus');
  const sink = running.add(startSpanSink(input));
  const upstream = running.add(startUpstream(input));
  const prometheus = running.add(startPrometheus(input));
  onProgress('Demo: starting Envoy');
  const { envoy, logReader } = startEnvoy(input);
  running.add(envoy);
  running.add(logReader);

  const failures = await Promise.all([
    waitForReady(sink, `http://127.0.0.1:${ports.demoSpanSink}/stats`),
    waitForReady(upstream, `http://127.0.0.1:${ports.demoUpstream}/`),
    waitForReady(prometheus, `http://127.0.0.1:${ports.prometheus}/-/ready`),
    waitForReady(envoy, `${adminUrl}/ready`).then((failure) => failure ?? waitForReady(envoy, url)),
  ]);
  const failure = failures.find((sentence) => sentence !== undefined);
  if (failure !== undefined) {
    await running.stop();
    return { ok: false, problem: { code: 'start-failed', message: `The demo did not start: ${failure}.` } };
  }

  const load = options.load ?? DEFAULT_LOAD;
  running.startLoad({ envoy, url, load });
  if (options.logToFile === true) {
    running.onStop(rotateEnvoyLog({ path: files.accessLog, limitBytes: ACCESS_LOG_LIMIT_BYTES, adminUrl }));
  }
  onProgress(`Demo: Envoy at ${url} under ${load.requestsPerSecond} requests/s`);
  return { ok: true, demo: { ports, url, adminUrl, files, pids: () => running.pids(), stop: () => running.stop() } };
}
