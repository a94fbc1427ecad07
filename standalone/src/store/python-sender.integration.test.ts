import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { status } from '@grpc/grpc-js';
import type { Store } from './store-types.ts';
import { flameStacks } from './testing/flame-stacks.ts';
import { ANY_PORT, TemporaryStore } from './testing/temporary-store.ts';

const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const PYTHON = join(CACHE, 'meshprof/venv/tools/bin/python3');
const SCRIPT = join(import.meta.dirname, 'testing/send_profiles.py');
const skip = existsSync(PYTHON) ? false : `${PYTHON} is missing: run npm run setup`;

const run = promisify(execFile);

async function stacksOf(store: Store, service: string): Promise<Record<string, number>> {
  const answer = await store.query.selectMergeStacktraces({
    start: 1,
    end: Date.now() + 60_000,
    profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    labelSelector: `{service_name="${service}", pod="p-1"}`,
  });
  assert.ok(answer.ok);
  return flameStacks(answer.value.flamegraph);
}

const EXPECTED = { 'total;main': 20, 'total;main;work': 30 };

test('takes what Python’s opentelemetry-proto encodes, over HTTP', { skip }, async (t) => {
  const temporary = await TemporaryStore.during(t);
  const listener = await temporary.store.startOtlpHttp(ANY_PORT);
  const { stdout } = await run(PYTHON, [SCRIPT, 'http', String(listener.port)]);
  assert.deepEqual(stdout.trim().split('\n'), ['{"rejected": 0}', '{"rejected": 0}']);
  assert.deepEqual(await stacksOf(temporary.store, 'python-inline'), EXPECTED);
  assert.deepEqual(await stacksOf(temporary.store, 'python-ref'), EXPECTED);
});

test('takes what Python’s opentelemetry-proto encodes, over gRPC', { skip }, async (t) => {
  const temporary = await TemporaryStore.during(t);
  const client = await temporary.client({ gzip: true });
  const { stdout } = await run(PYTHON, [SCRIPT, 'bytes', '0']);
  for (const line of stdout.trim().split('\n')) {
    const answer = await client.export(Buffer.from(line, 'base64'));
    assert.deepEqual([answer.code, answer.rejected], [status.OK, 0]);
  }
  assert.deepEqual(await stacksOf(temporary.store, 'python-inline'), EXPECTED);
  assert.deepEqual(await stacksOf(temporary.store, 'python-ref'), EXPECTED);
});
