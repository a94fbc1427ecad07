import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { create, toBinary } from '@bufbuild/protobuf';
import { ExportLogsServiceRequestSchema } from './generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import type { QueryResult } from './query-types.ts';
import { createStore } from './store.ts';
import type { Store } from './store-types.ts';
import { exportBytes, profileId } from './testing/export-request.ts';
import { flameStacks } from './testing/flame-stacks.ts';
import { silent, TemporaryStore } from './testing/temporary-store.ts';

const CPU = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const HOUR_MS = 3_600_000;

function value<T>(result: QueryResult<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

async function stacks(store: Store, selector = '{}'): Promise<Record<string, number>> {
  const range = { start: 1, end: Date.now() + HOUR_MS };
  const answer = await store.query.selectMergeStacktraces({ ...range, profileTypeID: CPU, labelSelector: selector });
  return flameStacks(value(answer).flamegraph);
}

async function send(temporary: TemporaryStore, ...exports: Uint8Array[]): Promise<void> {
  const client = await temporary.client();
  const answers = await Promise.all(exports.map((bytes) => client.export(bytes)));
  for (const answer of answers) assert.equal(answer.code, status.OK, answer.details);
}

test('a profile with a known id is not stored twice, not even after a restart', async (t) => {
  const temporary = await TemporaryStore.during(t);
  const bytes = exportBytes({ profileId: profileId(1), period: 1n, samples: [{ stack: 'main', values: [5] }] });
  await send(temporary, bytes, bytes);
  await temporary.reopen();
  await send(temporary, bytes);
  assert.deepEqual(await stacks(temporary.store), { 'total;main': 5 });
  assert.deepEqual(temporary.store.stats().received, { profiles: 0, duplicates: 1, rejected: 0 });
});

test('profiles without id are all stored', async (t) => {
  const temporary = await TemporaryStore.during(t);
  const bytes = exportBytes({ period: 1n, samples: [{ stack: 'main', values: [5] }] });
  await send(temporary, bytes, bytes, bytes);
  assert.deepEqual(await stacks(temporary.store), { 'total;main': 15 });
});

test('profiles of any time are taken and found by their time', async (t) => {
  const temporary = await TemporaryStore.during(t);
  const at = (timeMs: number, name: string) =>
    exportBytes({ timeMs, period: 1n, samples: [{ stack: name, values: [1] }] });
  await send(temporary, at(1000, 'old'), at(Date.now() + 30 * 24 * HOUR_MS, 'future'), at(Date.now(), 'now'));
  const range = { profileTypeID: CPU, labelSelector: '{}' };
  const merge = async (start: number, end: number) =>
    flameStacks(value(await temporary.store.query.selectMergeStacktraces({ ...range, start, end })).flamegraph);
  assert.deepEqual(await merge(1000, 1000), { 'total;old': 1 });
  assert.deepEqual(await merge(1, 999), {});
  assert.deepEqual(await merge(Date.now() + HOUR_MS, Date.now() + 31 * 24 * HOUR_MS), { 'total;future': 1 });
});

test('retention by age counts from arrival, not from the profile’s time', async (t) => {
  const temporary = await TemporaryStore.during(t, { retention: { maxAgeHours: 1 } });
  await send(temporary, exportBytes({ timeMs: 1000 }));
  assert.deepEqual(await temporary.store.enforceRetention(), { profiles: 0, logFiles: 0 });
  assert.equal(temporary.store.stats().profiles, 1);
  await temporary.reopen({ retention: { maxAgeHours: 1e-9 } });
  assert.equal(temporary.store.stats().profiles, 0);
  assert.equal(temporary.store.stats().series, 0);
});

test('retention by size removes what arrived first and gives the space back', async (t) => {
  const maxBytes = 2 * 1024 * 1024;
  const temporary = await TemporaryStore.during(t, { retention: { maxBytes } });
  // Names that do not compress: some 15 kB a profile.
  const random = (number: number) =>
    Array.from({ length: 120 }, (_, index) => ({
      stack: `p${number};${Array.from({ length: 10 }, () => Math.random().toString(36)).join('')}${index}`,
      values: [1],
    }));
  for (let batch = 0; batch < 15; batch++) {
    const profiles = Array.from({ length: 20 }, (_, index) => batch * 20 + index);
    await send(
      temporary,
      ...profiles.map((number) =>
        exportBytes({
          resource: { 'service.name': `s${number}` },
          samples: random(number),
          profileId: profileId(number),
        })
      )
    );
  }
  const full = temporary.store.stats();
  assert.ok(full.usedBytes > maxBytes);
  const removed = await temporary.store.enforceRetention();
  const { profiles, usedBytes, series } = temporary.store.stats();
  assert.ok(removed.profiles > 0 && profiles > 0);
  assert.equal(profiles + removed.profiles, 300);
  assert.equal(series, profiles);
  assert.ok(usedBytes <= maxBytes, `${usedBytes}`);
  assert.ok(statSync(join(temporary.dataDir, 'profiles.sqlite')).size <= maxBytes);
  const names = value(
    await temporary.store.query.labelValues({ name: 'service_name', start: 1, end: Date.now() + HOUR_MS })
  ).names!;
  assert.ok(names.includes('s299') && !names.includes('s0'));
  // Its id is remembered although the profile is gone.
  await send(temporary, exportBytes({ profileId: profileId(0) }));
  assert.equal(temporary.store.stats().received.duplicates, 1);
});

test('logs are kept as JSON lines', async (t) => {
  const temporary = await TemporaryStore.during(t);
  const client = await temporary.client();
  assert.equal((await client.export(logBytes('task started'), { signal: 'logs' })).code, status.OK);
  await temporary.reopen();
  const directory = join(temporary.dataDir, 'logs');
  const [file] = readdirSync(directory);
  const lines = readFileSync(join(directory, file!), 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    [
      {
        timeUnixNano: '1700000000000000001',
        observedTimeUnixNano: '0',
        severityNumber: 9,
        severityText: 'INFO',
        eventName: 'meshprof.task',
        body: 'task started',
        attributes: { task_id: 't1', count: 3, ['__proto__']: true },
        traceId: '00112233445566778899aabbccddeeff',
        resource: { 'service.name': 'meshprof-agent' },
        scope: { name: 'tasks', version: '' },
      },
    ].map((line) => ({ ...line, attributes: JSON.parse('{"task_id":"t1","count":3,"__proto__":true}') as unknown }))
  );
  // What a killed process left half written is cut off.
  writeFileSync(join(directory, file!), `${lines[0]}\n{"half`);
  await temporary.reopen();
  assert.equal(readFileSync(join(directory, file!), 'utf8'), `${lines[0]}\n`);
  await temporary.reopen({ retention: { maxAgeHours: 1e-9 } });
  assert.equal(readdirSync(directory).length, 1, 'a file counts as young until the hour it may cover is over');
});

function logBytes(body: string): Uint8Array {
  const text = (value: string) => ({ value: { case: 'stringValue' as const, value } });
  return toBinary(
    ExportLogsServiceRequestSchema,
    create(ExportLogsServiceRequestSchema, {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: text('meshprof-agent') }] },
          scopeLogs: [
            {
              scope: { name: 'tasks' },
              logRecords: [
                {
                  timeUnixNano: 1_700_000_000_000_000_001n,
                  severityNumber: 9,
                  severityText: 'INFO',
                  eventName: 'meshprof.task',
                  body: text(body),
                  traceId: Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
                  attributes: [
                    { key: 'task_id', value: text('t1') },
                    { key: 'count', value: { value: { case: 'intValue', value: 3n } } },
                    { key: '__proto__', value: { value: { case: 'boolValue', value: true } } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    })
  );
}

test('a disk that is too full refuses exports for now, and queries go on', async (t) => {
  const temporary = await TemporaryStore.during(t);
  await send(temporary, exportBytes({ period: 1n, samples: [{ stack: 'main', values: [5] }] }));
  await temporary.reopen({ limits: { minFreeDiskBytes: Number.MAX_SAFE_INTEGER } });
  const client = await temporary.client();
  for (const signal of ['profiles', 'logs'] as const) {
    const answer = await client.export(signal === 'logs' ? logBytes('x') : exportBytes(), { signal });
    assert.equal(answer.code, status.UNAVAILABLE);
    assert.match(answer.details, /almost full/);
  }
  assert.equal(temporary.store.stats().writable, false);
  assert.deepEqual(await stacks(temporary.store), { 'total;main': 5 });
});

test('a store has as many series as allowed', async (t) => {
  const temporary = await TemporaryStore.during(t, { limits: { maxSeries: 2 } });
  await send(temporary, ...['a', 'b'].map((name) => exportBytes({ resource: { 'service.name': name } })));
  const client = await temporary.client();
  const answer = await client.export(exportBytes({ resource: { 'service.name': 'c' } }));
  assert.equal(answer.rejected, 1);
  assert.match(answer.message, /as many series as its limit/);
  assert.equal((await client.export(exportBytes({ resource: { 'service.name': 'a' } }))).rejected, 0);
});

test('a folder belongs to one store at a time', async (t) => {
  const temporary = await TemporaryStore.during(t);
  await assert.rejects(createStore({ dataDir: temporary.dataDir, logger: silent }), /in use by another process/);
});

test('a folder that cannot be used is one clear error', async () => {
  await assert.rejects(createStore({ dataDir: '/dev/null/x', logger: silent }), /cannot open \/dev\/null\/x/);
});

test('closing twice does no harm', async (t) => {
  const temporary = await TemporaryStore.during(t);
  await temporary.store.close();
});
