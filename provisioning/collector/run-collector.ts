/** For tests: builds and runs our Collector, and sends it OTLP requests byte by byte. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';

/** For a cold build, with everything else that a test does before its first case. */
export const BUILD_LIMIT_MS = 840_000;
const HANG_LIMIT_MS = 30_000;

export const PROFILES = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export';
export const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
export const CONFIG_FILE = join(import.meta.dirname, 'config.yaml');

const cacheDir = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
const python = join(cacheDir, 'meshprof', 'venv', 'tools', 'bin', 'python3');

export const golden = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '..', '..', 'tests', 'golden', 'pyroscope', name));

/** Output of otlp_check.py. */
export const otlpCheck = (command: string, input: Uint8Array = Buffer.alloc(0)): Buffer =>
  execFileSync(python, [join(import.meta.dirname, 'otlp_check.py'), command], { input });

/** Path of the Collector's program. */
export async function buildCollector(): Promise<string> {
  const builder = join(import.meta.dirname, 'build-collector.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [builder]);
  return stdout.trim();
}

export interface RunningCollector {
  /** Status code that the Collector answers with. */
  readonly send: (path: string, message: Buffer) => Promise<status>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Starts it on free ports; resolves when it is healthy. */
export async function runCollector(env: Record<string, string>): Promise<RunningCollector> {
  const [listen, health, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
  const program = await buildCollector();
  const collector = spawn(program, ['--config', CONFIG_FILE, '--feature-gates=service.profilesSupport'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      MESHPROF_COLLECTOR_LISTEN: `127.0.0.1:${listen}`,
      MESHPROF_COLLECTOR_HEALTH: `127.0.0.1:${health}`,
      MESHPROF_COLLECTOR_METRICS_PORT: String(metrics),
      ...env,
    },
  });
  const ended = once(collector, 'exit');
  let output = '';
  collector.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const client = new Client(`127.0.0.1:${listen}`, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
  const stop = async (signal?: NodeJS.Signals) => {
    client.close();
    collector.kill(signal);
    await ended;
  };
  if (!(await isHealthy(`http://127.0.0.1:${health}`))) {
    await stop('SIGKILL');
    throw new Error(`The Collector did not become healthy:\n${output}`);
  }
  return { send: (path, message) => send(client, path, message), stop };
}

function send(client: Client, path: string, message: Buffer): Promise<status> {
  return new Promise((resolve) => {
    const same = (bytes: Buffer) => bytes;
    const done = (error: ServiceError | null) => resolve(error?.code ?? status.OK);
    client.makeUnaryRequest(path, same, same, message, { deadline: Date.now() + HANG_LIMIT_MS }, done);
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isHealthy(url: string): Promise<boolean> {
  const deadline = performance.now() + HANG_LIMIT_MS;
  while (performance.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.status === 200) return true;
    await sleep(100);
  }
  return false;
}
