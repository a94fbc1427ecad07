import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { startRawReceiver, type RawReceiver } from './raw-otlp-receiver.ts';

const BUILD_LIMIT_MS = 840_000;
const HANG_LIMIT_MS = 30_000;
const PROFILES = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

const here = import.meta.dirname;
const cacheDir = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
const python = join(cacheDir, 'meshprof', 'venv', 'tools', 'bin', 'python3');
const golden = (name: string) => readFileSync(join(here, '..', '..', 'tests', 'golden', 'pyroscope', name));

/** Output of otlp_check.py. */
const check = (command: string, input: Uint8Array = Buffer.alloc(0)): Buffer =>
  execFileSync(python, [join(here, 'otlp_check.py'), command], { input });
const shown = (command: string, message: Uint8Array) => JSON.parse(check(command, message).toString()) as unknown;

describe('Collector of builder-config.yaml with config.yaml', () => {
  let program: string;
  let store: RawReceiver;
  let collector: ChildProcess;
  let client: Client;
  let output = '';

  before(
    async () => {
      const builder = join(here, 'build-collector.mjs');
      const built = await promisify(execFile)(process.execPath, [builder], { timeout: BUILD_LIMIT_MS });
      program = built.stdout.trim();
      store = await startRawReceiver();
      const [listen, health, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
      collector = spawn(program, ['--config', join(here, 'config.yaml'), '--feature-gates=service.profilesSupport'], {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          MESHPROF_COLLECTOR_LISTEN: `127.0.0.1:${listen}`,
          MESHPROF_COLLECTOR_HEALTH: `127.0.0.1:${health}`,
          MESHPROF_COLLECTOR_METRICS_PORT: String(metrics),
          MESHPROF_PROFILES_ENDPOINT: `127.0.0.1:${store.port}`,
          MESHPROF_LOGS_ENDPOINT: `127.0.0.1:${store.port}`,
          MESHPROF_TENANT: 'team-a',
        },
      });
      collector.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await healthy(`http://127.0.0.1:${health}`, () => output);
      client = new Client(`127.0.0.1:${listen}`, credentials.createInsecure(), {
        'grpc.max_send_message_length': -1,
      });
    },
    { timeout: BUILD_LIMIT_MS + HANG_LIMIT_MS }
  );

  after(async () => {
    client?.close();
    collector?.kill();
    await store?.close();
  });

  /** Status code that the Collector answers with. */
  const send = (path: string, message: Buffer) =>
    new Promise<status>((resolve) => {
      const same = (bytes: Buffer) => bytes;
      const done = (error: ServiceError | null) => resolve(error?.code ?? status.OK);
      client.makeUnaryRequest(path, same, same, message, { deadline: Date.now() + HANG_LIMIT_MS }, done);
    });

  const lastCall = () => {
    const call = store.calls.at(-1);
    assert.ok(call, 'the store was called');
    return call;
  };

  for (const kind of ['cpu', 'off-cpu-time', 'off-cpu-switches']) {
    it(`passes ${kind} profiles on with every label inline, compressed, for the tenant`, async () => {
      const request = golden(`otlp-request-${kind}.pb`);
      assert.equal(await send(PROFILES, request), status.OK);
      const call = lastCall();
      assert.equal(call.path, PROFILES);
      assert.equal(call.compressed, true);
      assert.equal(call.headers['grpc-encoding'], 'gzip');
      assert.equal(call.headers['x-scope-orgid'], 'team-a');
      // Keys and values as sent: a reference (what newer Collectors make) would show as an empty key.
      assert.deepEqual(shown('show-profiles', call.message), shown('show-profiles', request));
    });
  }

  it('passes log records on', async () => {
    const request = check('make-log');
    assert.equal(await send(LOGS, request), status.OK);
    assert.equal(lastCall().path, LOGS);
    assert.deepEqual(shown('show-logs', lastCall().message), shown('show-logs', request));
  });

  it('takes a request above the 4 MiB that gRPC allows by default', async () => {
    // A string table entry of 6 MB, appended as a second `dictionary` (protobuf merges repeated fields of messages).
    const text = Buffer.alloc(6_000_000, 'x');
    const stringTableEntry = Buffer.concat([Buffer.from([0x2a]), varint(text.length), text]);
    const request = Buffer.concat([
      golden('otlp-request-cpu.pb'),
      Buffer.from([0x12]),
      varint(stringTableEntry.length),
      stringTableEntry,
    ]);
    assert.equal(await send(PROFILES, request), status.OK);
    assert.ok(lastCall().message.length > 6_000_000);
  });

  it('hands a refusal of the store back to the sender, as retryable or final', async () => {
    store.grpcStatus = status.INVALID_ARGUMENT;
    assert.equal(await send(PROFILES, golden('otlp-request-cpu.pb')), status.INVALID_ARGUMENT);
    store.grpcStatus = status.UNAVAILABLE;
    const calls = store.calls.length;
    assert.equal(await send(PROFILES, golden('otlp-request-cpu.pb')), status.UNAVAILABLE);
    assert.equal(store.calls.length, calls + 1, 'the Collector must not retry by itself');
    store.grpcStatus = status.OK;
  });

  it('answers UNAVAILABLE while the store is down: nothing is acknowledged that is not stored', async () => {
    await store.close();
    assert.equal(await send(PROFILES, golden('otlp-request-cpu.pb')), status.UNAVAILABLE);
  });

  const validate = (options: readonly string[], env: Record<string, string> = {}) =>
    execFileSync(program, ['validate', '--config', join(here, 'config.yaml'), ...options], { stdio: 'pipe', env });

  it('needs the feature gate, and says so', () => {
    assert.throws(() => validate([]), /service\.profilesSupport/);
  });

  it('can send logs to each exporter that config.yaml names for them, and to no other', () => {
    const withExporter = (name: string) => () =>
      validate(['--feature-gates=service.profilesSupport'], { MESHPROF_LOGS_EXPORTER: name });
    for (const name of ['otlp_grpc/logs', 'otlp_http/logs', 'debug']) assert.doesNotThrow(withExporter(name), name);
    assert.throws(withExporter('nonsense'), /nonsense/);
  });
});

/** Base-128 integer of protobuf. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function healthy(url: string, output: () => string): Promise<void> {
  const deadline = performance.now() + HANG_LIMIT_MS;
  while (performance.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(100);
  }
  throw new Error(`The Collector did not become healthy:\n${output()}`);
}
