import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { exportBytes, profileId } from './testing/export-request.ts';
import { OtlpClient } from './testing/otlp-client.ts';
import { TemporaryStore } from './testing/temporary-store.ts';

const ROUNDS = 4;
const SENDERS = 8;

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; port: number }> {
  const script = join(import.meta.dirname, 'testing/store-process.ts');
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString()) };
}

/** Profile `number` is one sample of 1 in a service called after it. */
function profile(number: number): Uint8Array {
  return exportBytes({
    resource: { 'service.name': `p${number}` },
    profileId: profileId(number),
    period: 1n,
    samples: [{ stack: 'main', values: [1] }],
  });
}

/** Sends until the store is gone; remembers what it was promised and what it does not know. */
async function sendUntilGone(
  port: number,
  next: () => number,
  seen: { acknowledged: Set<number>; unknown: Set<number> }
): Promise<void> {
  const client = new OtlpClient(port);
  for (;;) {
    const number = next();
    const answer = await client.export(profile(number));
    if (answer.code !== status.OK) {
      seen.unknown.add(number);
      break;
    }
    seen.acknowledged.add(number);
  }
  client.close();
}

test('kill -9 loses nothing that was acknowledged, and nothing is there twice', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'meshprof-kill-'));
  const seen = { acknowledged: new Set<number>(), unknown: new Set<number>() };
  let number = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { child, port } = await startProcess(dataDir);
    const exited = once(child, 'exit');
    t.after(() => child.kill('SIGKILL'));
    const senders = Array.from({ length: SENDERS }, () => sendUntilGone(port, () => number++, seen));
    const enough = seen.acknowledged.size + 30;
    while (seen.acknowledged.size < enough) await sleep(5);
    child.kill('SIGKILL');
    await Promise.all(senders);
    await exited;
  }
  // Senders repeat what they got no answer for: it may be there already.
  const temporary = await TemporaryStore.during(t, {}, dataDir);
  const client = await temporary.client();
  for (const unknown of seen.unknown) assert.equal((await client.export(profile(unknown))).code, status.OK);
  const answer = await temporary.store.query.selectSeries({
    start: 1,
    end: Date.now(),
    step: 3600 * 24 * 365,
    profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    labelSelector: '{}',
    groupBy: ['service_name'],
  });
  assert.ok(answer.ok);
  const counts = new Map<string, number>();
  for (const { labels, points } of answer.value.series ?? []) {
    counts.set(
      labels![0]!.value,
      points.reduce((sum, point) => sum + point.value, 0)
    );
  }
  for (const promised of [...seen.acknowledged, ...seen.unknown]) assert.equal(counts.get(`p${promised}`), 1);
  assert.equal(counts.size, seen.acknowledged.size + seen.unknown.size);
  assert.ok(seen.acknowledged.size >= ROUNDS * 30);
});
