import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createGrpcProfilesExporter } from '../export/grpc-profiles-exporter.ts';
import { parseExporterOptions } from '../export/exporter-options.ts';
import { type ProfilesServer, startProfilesServer } from '../export/profiles-server-test-support.ts';
import { createDelivery } from './delivery.ts';
import { HANG_MS, spoolFolder, waitUntil } from './delivery-test-support.ts';
import type { Delivery } from './delivery-types.ts';

const program = fileURLToPath(new URL('enqueue-until-killed.ts', import.meta.url));

/** Enqueues from `first` on, kills the process with SIGKILL after `lifeMs`, and gives the numbers it was promised. */
async function enqueueUntilKilled(spoolDir: string, port: number, first: number, lifeMs: number): Promise<number[]> {
  const child = spawn(process.execPath, [program, spoolDir, String(port), String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let hasEnded = false;
  const ended = new Promise((resolve) => child.on('close', resolve)).then(() => (hasEnded = true));
  after(() => child.kill('SIGKILL'));
  await waitUntil(() => hasEnded || output.includes('\n'), 'the first promise');
  assert.equal(hasEnded, false, 'the program ended by itself');
  await sleep(lifeMs);
  child.kill('SIGKILL');
  await ended;
  // The last line may have been cut by the kill.
  return output.split('\n').slice(0, -1).map(Number);
}

async function deliveryTo(spoolDir: string, port: number): Promise<Delivery> {
  const parsed = parseExporterOptions({ endpoint: `http://127.0.0.1:${port}` }, {});
  assert.ok(parsed.kind === 'ok');
  const created = createGrpcProfilesExporter(parsed.options);
  assert.ok(created.kind === 'ready');
  const opened = await createDelivery({ spoolDir, exporter: created.exporter });
  if (opened.kind === 'failed') assert.fail(opened.reason);
  after(() => opened.delivery.close());
  return opened.delivery;
}

async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function received(server: ProfilesServer): number[] {
  return server.calls.map(({ request }) => Number(Buffer.from(request).toString()));
}

test('what enqueue promised survives kill -9, five times over, and is sent once and in order', async () => {
  const spoolDir = spoolFolder();
  const port = await deadPort();
  const promised: number[] = [];
  for (let life = 0; life < 5; life++) {
    promised.push(...(await enqueueUntilKilled(spoolDir, port, life * 1_000_000, 50 + life * 37)));
  }
  const server = await startProfilesServer();
  after(() => server.stop());
  const delivery = await deliveryTo(spoolDir, server.port);
  assert.deepEqual(await delivery.flush(HANG_MS), { kind: 'empty' });
  const got = received(server);
  assert.equal(new Set(got).size, got.length, 'nothing was sent twice');
  assert.deepEqual(
    [...got].sort((a, b) => a - b),
    got,
    'in order'
  );
  const missing = promised.filter((number) => !new Set(got).has(number));
  assert.deepEqual(missing, []);
  // Each life may have finished one record whose number it could not print any more.
  assert.ok(got.length - promised.length <= 5, `${got.length - promised.length} more than promised`);
  assert.ok(promised.length > 20, `only ${promised.length} records: the test saw too little`);
});

test('killed while sending: nothing is lost, and at most the record on its way comes twice, byte for byte', async () => {
  const spoolDir = spoolFolder();
  const server = await startProfilesServer();
  after(() => server.stop());
  const promised = await enqueueUntilKilled(spoolDir, server.port, 0, 400);
  const delivery = await deliveryTo(spoolDir, server.port);
  assert.deepEqual(await delivery.flush(HANG_MS), { kind: 'empty' });
  const got = received(server);
  const distinct = [...new Set(got)];
  assert.deepEqual(
    [...distinct].sort((a, b) => a - b),
    distinct,
    'in order'
  );
  assert.deepEqual(
    promised.filter((number) => !distinct.includes(number)),
    []
  );
  assert.ok(got.length - distinct.length <= 1, `${got.length - distinct.length} came twice`);
});

test('a server that is gone for a while loses nothing and gets nothing twice', async () => {
  const spoolDir = spoolFolder();
  const first = await startProfilesServer();
  const delivery = await deliveryTo(spoolDir, first.port);
  const enqueue = async (from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++) await delivery.enqueue(Buffer.from(String(number)));
  };
  await enqueue(0, 20);
  await delivery.flush(HANG_MS);
  first.stop();
  await enqueue(20, 40);
  await sleep(1500);
  assert.equal(delivery.stats().pendingRecords, 20);
  const second = await startProfilesServer({ port: first.port });
  after(() => second.stop());
  await enqueue(40, 50);
  // No flush: the delivery finds the server by itself.
  await waitUntil(() => delivery.stats().pendingRecords === 0, 'delivery');
  assert.deepEqual(
    [...received(first), ...received(second)],
    Array.from({ length: 50 }, (_, i) => i)
  );
  const { dropped } = delivery.stats();
  assert.ok(Object.values(dropped).every((count) => count === 0));
});
