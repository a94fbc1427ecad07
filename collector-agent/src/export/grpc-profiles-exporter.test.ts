import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import type { ProfilesExporter } from './export-outcome.ts';
import { type ExporterSettings, parseExporterOptions } from './exporter-options.ts';
import { createGrpcProfilesExporter } from './grpc-profiles-exporter.ts';
import { type Answer, type ProfilesServer, startProfilesServer } from './profiles-server-test-support.ts';
import { retryInfoTrailers } from './retry-info-test-support.ts';

const cleanUp: (() => void)[] = [];
after(() => cleanUp.forEach((close) => close()));

async function server(answer?: (callsBefore: number) => Answer): Promise<ProfilesServer> {
  const started = await startProfilesServer(answer ? { answer } : {});
  cleanUp.push(() => started.stop());
  return started;
}

function exporter(port: number, settings: ExporterSettings = {}): ProfilesExporter {
  const parsed = parseExporterOptions({ endpoint: `http://127.0.0.1:${port}`, ...settings }, {});
  assert.ok(parsed.kind === 'ok');
  const created = createGrpcProfilesExporter(parsed.options);
  assert.ok(created.kind === 'ready');
  cleanUp.push(() => created.exporter.close());
  return created.exporter;
}

const request = new Uint8Array(50_000).map((_, i) => i % 7);

test('sends the bytes as they are, with version, tenant and headers', async () => {
  const { port, calls } = await server();
  const outcome = await exporter(port, { tenant: 'team-a', headers: { 'X-Team': 'mesh' } }).export(request);
  assert.deepEqual(outcome, { kind: 'sent', rejectedProfiles: 0n, message: '' });
  assert.deepEqual(calls[0]?.request, request);
  const { metadata } = calls[0];
  assert.deepEqual(metadata.get('otlp-profiles-development-version'), ['1']);
  assert.deepEqual(metadata.get('x-scope-orgid'), ['team-a']);
  assert.deepEqual(metadata.get('x-team'), ['mesh']);
});

test('compresses on the wire by default, and not if told so', async () => {
  for (const compression of ['gzip', 'none']) {
    const body = await bodyOnTheWire(compression);
    // gRPC's frame: one byte "compressed", four bytes length.
    assert.equal(body[0], compression === 'gzip' ? 1 : 0);
    const message = body.subarray(5, 5 + body.readUInt32BE(1));
    assert.deepEqual(Uint8Array.from(compression === 'gzip' ? gunzipSync(message) : message), request);
  }
});

/** Reads a call with a bare HTTP/2 server, since a gRPC server hides the compression. */
async function bodyOnTheWire(compression: string): Promise<Buffer> {
  const http2 = createServer();
  cleanUp.push(() => http2.close());
  const body = new Promise<Buffer>((resolve) => {
    http2.on('stream', (stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        resolve(Buffer.concat(chunks));
        stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '0' }, { endStream: true });
      });
    });
  });
  await new Promise<void>((resolve) => http2.listen(0, '127.0.0.1', resolve));
  const client = exporter((http2.address() as AddressInfo).port, { compression });
  await client.export(request);
  client.close();
  return body;
}

test('partial success tells how many profiles were refused, and is not retried', async () => {
  const writer = new ProtobufWriter();
  writer.message(1, () => {
    writer.integer(1, 2);
    writer.string(2, 'two series too many');
  });
  const { port } = await server(() => ({ kind: 'ok', response: writer.finish() }));
  const outcome = await exporter(port).export(request);
  assert.deepEqual(outcome, { kind: 'sent', rejectedProfiles: 2n, message: 'two series too many' });
});

test('an answer that cannot be read is still an acknowledgement', async () => {
  const { port } = await server(() => ({ kind: 'ok', response: Uint8Array.of(0xff) }));
  const outcome = await exporter(port).export(request);
  assert.equal(outcome.kind, 'sent');
  assert.match(outcome.kind === 'sent' ? outcome.message : '', /cannot be read/);
});

test('UNAVAILABLE with RetryInfo, then ok', async () => {
  const { port } = await server((callsBefore) =>
    callsBefore === 0
      ? { kind: 'error', code: status.UNAVAILABLE, details: 'restarting', trailers: retryInfoTrailers(1, 0) }
      : { kind: 'ok' }
  );
  const client = exporter(port);
  assert.deepEqual(await client.export(request), {
    kind: 'retryable',
    reason: 'UNAVAILABLE: restarting',
    delayMs: 1000,
    mayNeverPass: false,
  });
  assert.equal((await client.export(request)).kind, 'sent');
});

test('INVALID_ARGUMENT is final', async () => {
  const { port } = await server(() => ({ kind: 'error', code: status.INVALID_ARGUMENT, details: 'bad label' }));
  assert.deepEqual(await exporter(port).export(request), { kind: 'rejected', reason: 'INVALID_ARGUMENT: bad label' });
});

test('a server that hangs costs the deadline, and the next call works', async () => {
  const { port } = await server((callsBefore) => (callsBefore === 0 ? { kind: 'hang' } : { kind: 'ok' }));
  const client = exporter(port, { timeoutMs: 300 });
  const outcome = await client.export(request);
  assert.equal(outcome.kind, 'retryable');
  assert.match(outcome.kind === 'retryable' ? outcome.reason : '', /^DEADLINE_EXCEEDED/);
  await sendInTheEnd(client);
});

test('nobody listening is retryable, and the exporter finds the server once it is back', async () => {
  const first = await server();
  const client = exporter(first.port);
  assert.equal((await client.export(request)).kind, 'sent');
  first.stop();
  const outcome = await client.export(request);
  assert.deepEqual([outcome.kind, outcome.kind === 'retryable' && outcome.mayNeverPass], ['retryable', false]);
  const second = await startProfilesServer({ port: first.port });
  cleanUp.push(() => second.stop());
  await sendInTheEnd(client);
  assert.equal(second.calls.length, 1);
});

/** A channel waits up to some seconds before it connects again, and a busy machine may miss a short deadline. */
async function sendInTheEnd(client: ProfilesExporter): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if ((await client.export(request)).kind === 'sent') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('never sent');
}

test('a server killed in the middle of a call is retryable', async () => {
  let arrived: (() => void) | undefined;
  const called = new Promise<void>((resolve) => (arrived = resolve));
  const hanging = await server(() => {
    arrived?.();
    return { kind: 'hang' };
  });
  const outcome = exporter(hanging.port).export(request);
  await called;
  hanging.stop();
  assert.equal((await outcome).kind, 'retryable');
});

test('a certificate file that is missing is a failure with its name', () => {
  const parsed = parseExporterOptions({ endpoint: 'https://localhost:1', certificatePath: '/nowhere/ca.pem' }, {});
  assert.ok(parsed.kind === 'ok');
  const created = createGrpcProfilesExporter(parsed.options);
  assert.equal(created.kind, 'failed');
  assert.match(created.kind === 'failed' ? created.reason : '', /nowhere\/ca\.pem/);
});

test('a server that repeats its credential does not bring it into a log', async () => {
  const { port } = await server(() => ({
    kind: 'error',
    code: status.UNAUTHENTICATED,
    details: 'bad token hunter2-hunter2',
  }));
  const outcome = await exporter(port, { headers: { authorization: 'Bearer hunter2-hunter2' } }).export(request);
  assert.deepEqual(outcome, { kind: 'rejected', reason: 'UNAUTHENTICATED: bad token (secret)' });
});
