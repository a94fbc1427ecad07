import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { ExportProfilesServiceRequestSchema } from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import { withDefaults } from '../store-config.ts';
import { exportBytes } from '../testing/export-request.ts';
import type { OtlpClient } from '../testing/otlp-client.ts';
import { TemporaryStore } from '../testing/temporary-store.ts';
import { estimateDecodedBytes } from './decoded-size.ts';
import { decodeRequest } from './decode-request.ts';
import { convertExport } from './convert-export.ts';

const GOLDEN = join(import.meta.dirname, '../../../../tests/golden/pyroscope');
const { limits: LIMITS } = withDefaults({});

let temporary: TemporaryStore;
let client: OtlpClient;

before(async () => {
  temporary = await TemporaryStore.open();
  client = await temporary.client();
});

after(() => temporary.remove());

/** A reproducible stream of numbers (xorshift). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutate(source: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = Buffer.from(source);
  for (let change = 0; change <= random(4); change++) {
    const at = random(bytes.length);
    switch (random(5)) {
      case 0:
        bytes[at]! ^= 1 << random(8);
        break;
      case 1:
        bytes[at] = random(2) === 0 ? 0xff : random(256);
        break;
      case 2:
        bytes = bytes.subarray(0, Math.max(1, at));
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(at + 1))]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + random(8)))]);
        if (bytes.length === 0) bytes = Buffer.from([0]);
    }
  }
  return bytes;
}

test('mutated requests are stored, rejected or refused, and never more', async () => {
  const sources = ['cpu', 'off-cpu-time', 'off-cpu-switches'].map((name) =>
    readFileSync(join(GOLDEN, `otlp-request-${name}.pb`))
  );
  const random = randomNumbers(20_261_124);
  const outcomes = { refused: 0, rejected: 0, converted: 0 };
  for (let round = 0; round < 20_000; round++) {
    const bytes = mutate(sources[random(sources.length)]!, random);
    const request = decodeRequest(ExportProfilesServiceRequestSchema, bytes, 'protobuf', LIMITS);
    if (!request.ok) {
      outcomes.refused++;
      continue;
    }
    const { rejected, profiles } = convertExport(request.value, LIMITS, 1);
    if (rejected.length > 0) outcomes.rejected++;
    if (profiles.length > 0) outcomes.converted++;
    if (round % 100 === 0) assert.ok([status.OK, status.INVALID_ARGUMENT].includes((await client.export(bytes)).code));
  }
  for (const [outcome, count] of Object.entries(outcomes)) assert.ok(count > 100, `${outcome}: ${count}`);
  const everything = { start: 0, end: Number.MAX_SAFE_INTEGER };
  const types = await temporary.store.query.profileTypes(everything);
  assert.ok(types.ok);
  for (const { ID } of types.value.profileTypes ?? []) {
    const query = { ...everything, profileTypeID: ID, labelSelector: '{}' };
    assert.ok((await temporary.store.query.selectMergeStacktraces(query)).ok);
  }
});

test('truncated requests are refused at every length', () => {
  const bytes = exportBytes({ samples: [{ stack: 'a;b', values: [1], attributes: { x: 'y' } }] });
  for (let length = 0; length < bytes.length; length++) {
    const request = decodeRequest(ExportProfilesServiceRequestSchema, bytes.subarray(0, length), 'protobuf', LIMITS);
    // A cut between two fields of the request is a shorter request.
    if (request.ok) assert.doesNotThrow(() => convertExport(request.value, LIMITS, 1));
  }
});

test('millions of empty messages are refused before they fill the memory', async () => {
  // 32 million samples of two bytes each would decode to several gigabytes.
  const samples = Buffer.alloc(60 * 1024 * 1024);
  for (let at = 0; at < samples.length; at += 2) samples[at] = 0x12;
  const request = wrap(wrap(wrap(samples, 0x12), 0x12), 0x0a);
  const answer = await client.export(request);
  assert.equal(answer.code, status.INVALID_ARGUMENT);
  assert.match(answer.details, /bytes of memory/);
});

/** A length-delimited field. */
function wrap(content: Buffer, tag: number): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest % 128) + 128);
  }
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

test('deeply nested values are refused', async () => {
  // AnyValue { array_value { values { array_value { … as deep as it goes.
  let value: Buffer = Buffer.alloc(0);
  for (let depth = 0; depth < 3000; depth++) value = wrap(wrap(value, 0x0a), 0x2a);
  const attribute = Buffer.concat([wrap(Buffer.from('x'), 0x0a), wrap(value, 0x12)]);
  const answer = await client.export(wrap(wrap(wrap(attribute, 0x0a), 0x0a), 0x0a));
  assert.equal(answer.code, status.INVALID_ARGUMENT);
  assert.match(answer.details, /recursion/);
});

test('the estimate is near what a request takes, and not far above the wire for ordinary ones', () => {
  const bytes = exportBytes({
    samples: Array.from({ length: 2000 }, (_, index) => ({ stack: `main;f${index % 200};g${index}`, values: [index] })),
  });
  const estimate = estimateDecodedBytes(ExportProfilesServiceRequestSchema, bytes, Infinity);
  assert.ok(estimate > bytes.length && estimate < bytes.length * 60, `${estimate} for ${bytes.length}`);
});

test('huge names and values cost only the profile that has them', async () => {
  const megabyte = 'x'.repeat(1024 * 1024);
  const name = await client.export(exportBytes({ samples: [{ stack: `main;${megabyte}`, values: [1] }] }));
  assert.deepEqual([name.code, name.rejected], [status.OK, 0]);
  const label = await client.export(exportBytes({ resource: { pod: megabyte } }));
  assert.deepEqual([label.code, label.rejected], [status.OK, 1]);
  const key = await client.export(exportBytes({ resource: { [megabyte]: 'x' } }));
  assert.deepEqual([key.code, key.rejected], [status.OK, 1]);
});

test('text that is not UTF-8 is refused', async () => {
  const bytes = Buffer.from(exportBytes({ samples: [{ stack: 'MARK', values: [1] }] }));
  bytes[bytes.indexOf('MARK')] = 0xff;
  const answer = await client.export(bytes);
  assert.equal(answer.code, status.INVALID_ARGUMENT);
});
