import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { startRawReceiver, type RawReceiver } from './raw-otlp-receiver.ts';
import {
  BUILD_LIMIT_MS,
  buildCollector,
  CONFIG_FILE,
  golden,
  LOGS,
  otlpCheck,
  PROFILES,
  runCollector,
  type RunningCollector,
} from './run-collector.ts';

const shown = (command: string, message: Uint8Array) => JSON.parse(otlpCheck(command, message).toString()) as unknown;

describe('Collector of builder-config.yaml with config.yaml', () => {
  let program: string;
  let store: RawReceiver;
  let collector: RunningCollector;

  before(
    async () => {
      program = await buildCollector();
      store = await startRawReceiver();
      collector = await runCollector({
        MESHPROF_PROFILES_ENDPOINT: `127.0.0.1:${store.port}`,
        MESHPROF_LOGS_ENDPOINT: `127.0.0.1:${store.port}`,
        MESHPROF_TENANT: 'team-a',
      });
    },
    { timeout: BUILD_LIMIT_MS }
  );

  after(async () => {
    await collector?.stop();
    await store?.close();
  });

  const lastCall = () => {
    const call = store.calls.at(-1);
    assert.ok(call, 'the store was called');
    return call;
  };

  for (const kind of ['cpu', 'off-cpu-time', 'off-cpu-switches']) {
    it(`passes ${kind} profiles on with every label inline, compressed, for the tenant`, async () => {
      const request = golden(`otlp-request-${kind}.pb`);
      assert.equal(await collector.send(PROFILES, request), status.OK);
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
    const request = otlpCheck('make-log');
    assert.equal(await collector.send(LOGS, request), status.OK);
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
    assert.equal(await collector.send(PROFILES, request), status.OK);
    assert.ok(lastCall().message.length > 6_000_000);
  });

  it('hands a refusal of the store back to the sender, as retryable or final', async () => {
    store.grpcStatus = status.INVALID_ARGUMENT;
    assert.equal(await collector.send(PROFILES, golden('otlp-request-cpu.pb')), status.INVALID_ARGUMENT);
    store.grpcStatus = status.UNAVAILABLE;
    const calls = store.calls.length;
    assert.equal(await collector.send(PROFILES, golden('otlp-request-cpu.pb')), status.UNAVAILABLE);
    assert.equal(store.calls.length, calls + 1, 'the Collector must not retry by itself');
    store.grpcStatus = status.OK;
  });

  it('answers UNAVAILABLE while the store is down: nothing is acknowledged that is not stored', async () => {
    await store.close();
    assert.equal(await collector.send(PROFILES, golden('otlp-request-cpu.pb')), status.UNAVAILABLE);
  });

  const validate = (options: readonly string[], env: Record<string, string> = {}) =>
    execFileSync(program, ['validate', '--config', CONFIG_FILE, ...options], { stdio: 'pipe', env });

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
