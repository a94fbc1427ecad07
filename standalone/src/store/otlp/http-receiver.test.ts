import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { StatusSchema } from '../generated/google/rpc/status_pb.js';
import {
  ExportProfilesServiceRequestSchema,
  ExportProfilesServiceResponseSchema,
} from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import type { Listener } from '../store-types.ts';
import { exportBytes, exportRequest } from '../testing/export-request.ts';
import { ANY_PORT, TemporaryStore } from '../testing/temporary-store.ts';

const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

let temporary: TemporaryStore;
let listener: Listener;

before(async () => {
  temporary = await TemporaryStore.open({ limits: { maxMessageBytes: MAX_MESSAGE_BYTES } });
  listener = await temporary.store.startOtlpHttp(ANY_PORT);
});

after(() => temporary.remove());

function post(body: Uint8Array | string, headers: Record<string, string> = {}, path = '/v1development/profiles') {
  return fetch(`http://127.0.0.1:${listener.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
}

async function protobufError(response: Response): Promise<{ code: number; message: string }> {
  assert.equal(response.headers.get('content-type'), 'application/x-protobuf');
  const { code, message } = fromBinary(StatusSchema, new Uint8Array(await response.arrayBuffer()));
  return { code, message };
}

test('takes Protobuf, plain and gzipped', async () => {
  for (const type of ['application/x-protobuf', 'application/protobuf; charset=x']) {
    assert.equal((await post(exportBytes(), { 'content-type': type })).status, 200);
  }
  const response = await post(gzipSync(exportBytes()), { 'content-encoding': 'gzip' });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/x-protobuf');
});

test('takes JSON with hexadecimal ids, and answers in JSON', async () => {
  const id = '00112233445566778899aabbccddeeff';
  const message = exportRequest({ profileId: Buffer.from(id, 'hex') });
  const json = JSON.stringify(toJson(ExportProfilesServiceRequestSchema, message)).replace(
    Buffer.from(id, 'hex').toString('base64'),
    id
  );
  assert.match(json, new RegExp(id));
  const first = await post(json, { 'content-type': 'application/json' });
  assert.equal(first.status, 200);
  assert.deepEqual(await first.json(), {});
  // The same id in binary: it is the same profile.
  const { duplicates } = temporary.store.stats().received;
  assert.equal((await post(exportBytes({ profileId: Buffer.from(id, 'hex') }))).status, 200);
  assert.equal(temporary.store.stats().received.duplicates, duplicates + 1);
});

test('tells which profiles it did not take', async () => {
  const response = await post(exportBytes({ period: -1n }));
  assert.equal(response.status, 200);
  const { partialSuccess } = fromBinary(
    ExportProfilesServiceResponseSchema,
    new Uint8Array(await response.arrayBuffer())
  );
  assert.equal(partialSuccess?.rejectedProfiles, 1n);
  assert.equal(partialSuccess.errorMessage, 'period is negative');
});

test('refuses other media types and encodings with 415', async () => {
  const media = await post(exportBytes(), { 'content-type': 'text/plain' });
  assert.equal(media.status, 415);
  assert.match(((await media.json()) as { message: string }).message, /content type must be/);
  const encoding = await post(exportBytes(), { 'content-encoding': 'br' });
  assert.equal(encoding.status, 415);
  assert.match((await protobufError(encoding)).message, /content encoding br/);
});

test('refuses what is no request with 400', async () => {
  const truncated = await post(exportBytes().subarray(0, 50));
  assert.equal(truncated.status, 400);
  assert.equal((await protobufError(truncated)).code, 3);
  for (const text of ['{', '[]', '{"resourceProfiles":3}', '"\\ud800', `${'['.repeat(100_000)}`]) {
    const response = await post(text, { 'content-type': 'application/json' });
    assert.equal(response.status, 400, text.slice(0, 30));
    assert.equal(((await response.json()) as { code: number }).code, 3);
  }
  const gzip = await post(Buffer.from('not gzip'), { 'content-encoding': 'gzip' });
  assert.equal(gzip.status, 400);
  assert.match((await protobufError(gzip)).message, /bad gzip/);
});

test('deep nesting is an error, not a crash', async () => {
  const depth = 20_000;
  const value = `${'{"arrayValue":{"values":['.repeat(depth)}{}${']}}'.repeat(depth)}`;
  const body = `{"resourceProfiles":[{"resource":{"attributes":[{"key":"x","value":${value}}]}}]}`;
  assert.equal((await post(body, { 'content-type': 'application/json' })).status, 400);
});

test('refuses what is too large with 413, also after decompression', async () => {
  const plain = await post(new Uint8Array(MAX_MESSAGE_BYTES + 1));
  assert.equal(plain.status, 413);
  assert.equal((await protobufError(plain)).code, 8);
  const bomb = await post(gzipSync(new Uint8Array(50 * 1024 * 1024)), { 'content-encoding': 'gzip' });
  assert.equal(bomb.status, 413);
  assert.match((await protobufError(bomb)).message, /larger than 2097152 bytes uncompressed/);
});

test('refuses another development version with 400', async () => {
  assert.equal((await post(exportBytes(), { 'otlp-profiles-development-version': '1' })).status, 200);
  for (const version of ['2', 'x', '1, 1']) {
    const response = await post(exportBytes(), { 'otlp-profiles-development-version': version });
    assert.equal(response.status, 400);
  }
  assert.equal(await postTwoVersions(), 400);
});

/** fetch joins repeated headers; the plain client sends them as they are. */
function postTwoVersions(): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = {
      port: listener.port,
      method: 'POST',
      path: '/v1development/profiles',
      headers: { 'content-type': 'application/x-protobuf', 'otlp-profiles-development-version': ['1', '1'] },
    };
    const sent = request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end(exportBytes());
  });
}

test('has nothing else', async () => {
  assert.equal((await post(exportBytes(), {}, '/v1/traces')).status, 404);
  assert.equal((await fetch(`http://127.0.0.1:${listener.port}/v1development/profiles`)).status, 404);
  assert.equal((await fetch(`http://127.0.0.1:${listener.port}/metrics`)).status, 404);
});
