import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FlightRecorder } from './flight-recorder.ts';
import { openFlightRecorder } from './open-flight-recorder.ts';
import { WindowFiles } from './window-files.ts';

const PROCESS = { pid: 7, startTimeTicks: '99' };
const KEEP_MS = 900_000;

describe('the flight recorder', () => {
  let folder: string;
  let nowMs: number;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'meshprof-flight-'));
    nowMs = 10_000_000;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function open(maxBytes = 1_000_000): Promise<FlightRecorder> {
    const files = new WindowFiles(folder);
    const { windows } = await files.open();
    const onDiskError = (error: unknown) => assert.fail(String(error));
    return new FlightRecorder({ files, maxBytes, now: () => nowMs, onDiskError }, windows);
  }

  function store(
    recorder: FlightRecorder,
    fromMs: number,
    toMs: number,
    text = `${fromMs}`,
    of = PROCESS
  ): Promise<void> {
    const name = { ...of, fromUnixMs: fromMs, toUnixMs: toMs, keepMs: KEEP_MS };
    return recorder.store(name, [Buffer.from(text)]);
  }

  const textOf = (requests: readonly Uint8Array[]) => requests.map((request) => Buffer.from(request).toString());

  it('gives the windows that overlap the time asked for, of that process only, oldest first', async () => {
    const recorder = await open();
    for (const fromMs of [9_000_000, 9_400_000, 9_415_000]) await store(recorder, fromMs, fromMs + 15_000);
    await store(recorder, 9_400_000, 9_415_000, 'another', { pid: 8, startTimeTicks: '99' });
    await store(recorder, 9_400_000, 9_415_000, 'its predecessor', { pid: 7, startTimeTicks: '1' });
    nowMs = 9_430_000;
    const taken = await recorder.take(PROCESS, 9_410_000);
    assert.deepEqual(textOf(taken.requests), ['9400000', '9415000']);
    assert.deepEqual([taken.fromUnixMs, taken.damaged], [9_400_000, 0]);
    assert.deepEqual((await recorder.take(PROCESS, 9_430_000)).fromUnixMs, undefined);
  });

  it('first has the running session cut its window', async () => {
    const recorder = await open();
    const detach = recorder.attach(PROCESS, () => store(recorder, nowMs - 5_000, nowMs, 'just now'));
    assert.deepEqual(textOf((await recorder.take(PROCESS, 0)).requests), ['just now']);
    detach();
    nowMs += 1;
    assert.equal((await recorder.take(PROCESS, 0)).requests.length, 1);
  });

  it('deletes what is old enough, on disk too', async () => {
    const recorder = await open();
    await store(recorder, nowMs - 15_000, nowMs);
    nowMs += KEEP_MS + 1;
    await recorder.expire();
    assert.deepEqual([recorder.length, readdirSync(folder)], [0, []]);
  });

  it('deletes windows from the future of a clock that was set back', async () => {
    const recorder = await open();
    await store(recorder, nowMs - 15_000, nowMs);
    nowMs -= 86_400_000;
    await recorder.expire();
    assert.equal(recorder.length, 0);
  });

  it('never takes more of the disk than it may: the oldest make room and are counted', async () => {
    const recorder = await open(1_000);
    for (let n = 0; n < 10; n++) await store(recorder, nowMs + n, nowMs + n + 1, 'x'.repeat(300));
    const onDisk = readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    assert.equal(onDisk, recorder.sizeBytes);
    assert.ok(onDisk <= 1_000, `${onDisk}`);
    assert.deepEqual([recorder.length, recorder.losses.madeRoom], [3, 7]);
    recorder.limitBytes(100);
    await store(recorder, nowMs, nowMs + 1, 'x'.repeat(300));
    assert.equal(recorder.losses.notWritten, 1);
    recorder.limitBytes(10_000_000);
    for (let n = 20; n < 30; n++) await store(recorder, nowMs + n, nowMs + n + 1, 'x'.repeat(300));
    assert.ok(recorder.sizeBytes <= 1_000, 'a policy cannot raise what the agent allows');
  });

  it('has everything after a restart, but what is damaged or was never finished', async () => {
    const before = await open();
    await store(before, nowMs - 30_000, nowMs - 15_000, 'first');
    await store(before, nowMs - 15_000, nowMs, 'second');
    const second = readdirSync(folder).find((name) => name.includes(`${nowMs - 15_000}-${nowMs}`)) ?? '';
    truncateSync(path.join(folder, second), 14);
    writeFileSync(path.join(folder, '7-99-1-2-3.window.unfinished'), 'x');
    const after = await open();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.unfinished')),
      []
    );
    const taken = await after.take(PROCESS, 0);
    assert.deepEqual([textOf(taken.requests), taken.damaged], [['first'], 1]);
  });

  it('forgets windows of another boot, whose pids are other processes', async () => {
    const options = { stateDir: folder, maxBytes: 1_000, onDiskError: () => undefined };
    const { recorder, found } = await openFlightRecorder(options);
    assert.equal(found, undefined);
    await recorder.store({ ...PROCESS, fromUnixMs: Date.now() - 1, toUnixMs: Date.now(), keepMs: KEEP_MS }, [
      Buffer.from('x'),
    ]);
    assert.deepEqual((await openFlightRecorder(options)).found, { windows: 1, processes: 1, unfinished: 0 });
    const [boot = ''] = readdirSync(path.join(folder, 'flight-recorder'));
    renameSync(path.join(folder, 'flight-recorder', boot), path.join(folder, 'flight-recorder', 'another-boot'));
    assert.equal((await openFlightRecorder(options)).found, undefined);
    assert.deepEqual(readdirSync(path.join(folder, 'flight-recorder')), [boot]);
  });
});
