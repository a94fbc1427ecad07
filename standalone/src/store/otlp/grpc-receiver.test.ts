import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { toBinary } from '@bufbuild/protobuf';
import { ExportProfilesServiceRequestSchema } from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import { exportBytes, exportRequest } from '../testing/export-request.ts';
import type { OtlpClient } from '../testing/otlp-client.ts';
import { TemporaryStore } from '../testing/temporary-store.ts';

const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

let temporary: TemporaryStore;
let client: OtlpClient;

before(async () => {
  temporary = await TemporaryStore.open({ limits: { maxMessageBytes: MAX_MESSAGE_BYTES } });
  client = await temporary.client();
});

after(() => temporary.remove());

test('takes an export, plain and compressed', async () => {
  const before = temporary.store.stats().received.profiles;
  assert.equal((await client.export(exportBytes())).code, status.OK);
  const zipped = await temporary.client({ gzip: true });
  assert.equal((await zipped.export(exportBytes())).code, status.OK);
  assert.equal(temporary.store.stats().received.profiles, before + 2);
});

test('takes the development version 1 and no other', async () => {
  assert.equal((await client.export(exportBytes(), { versions: ['1'] })).code, status.OK);
  for (const versions of [['1', '1'], ['2'], ['0'], ['one'], ['']]) {
    const answer = await client.export(exportBytes(), { versions });
    assert.equal(answer.code, status.INVALID_ARGUMENT, versions.join());
    assert.match(answer.details, /otlp-profiles-development-version/);
  }
});

test('tells which profiles it did not take', async () => {
  const request = exportRequest();
  const { profiles } = request.resourceProfiles[0]!.scopeProfiles[0]!;
  profiles.push({ ...profiles[0]!, period: -1n });
  const answer = await client.export(toBinary(ExportProfilesServiceRequestSchema, request));
  assert.deepEqual(answer, { code: status.OK, details: '', rejected: 1, message: 'period is negative' });
});

test('refuses what is no request', async () => {
  const bytes = exportBytes();
  for (const bad of [bytes.subarray(0, bytes.length - 3), Buffer.from('hello, world')]) {
    const answer = await client.export(bad);
    assert.equal(answer.code, status.INVALID_ARGUMENT);
    assert.match(answer.details, /no ExportProfilesServiceRequest in protobuf/);
  }
});

test('refuses messages above the limit, also if they only grow that large', async () => {
  const large = exportBytes({ samples: [{ stack: 'x'.repeat(MAX_MESSAGE_BYTES), values: [1] }] });
  assert.equal((await client.export(large)).code, status.RESOURCE_EXHAUSTED);
  const zipped = await temporary.client({ gzip: true });
  assert.equal((await zipped.export(large)).code, status.RESOURCE_EXHAUSTED);
  assert.equal((await client.export(exportBytes())).code, status.OK);
});

test('a busy port is reported as one', async () => {
  const occupied = createServer();
  await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
  const { port } = occupied.address() as { port: number };
  await assert.rejects(temporary.store.startOtlpGrpc({ host: '127.0.0.1', port }), { code: 'EADDRINUSE' });
  await assert.rejects(temporary.store.startOtlpHttp({ host: '127.0.0.1', port }), { code: 'EADDRINUSE' });
  await assert.rejects(temporary.store.startQueryApi({ host: '127.0.0.1', port }), { code: 'EADDRINUSE' });
  occupied.close();
});
