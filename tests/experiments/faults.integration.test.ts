import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { AbortReason, ExperimentSpec } from '@meshprof/contracts';
import { modifyRuntime, moveOnto } from '../../standalone/src/demo/demo-test-support.ts';
import { cannotExperiment } from './harness/can-experiment.ts';
import { ExperimentRig, type RigOptions } from './harness/experiment-rig.ts';
import { restartEnvoy } from './harness/restart-envoy.ts';
import { type Ended, runThrough } from './harness/run-through.ts';
import { mountSmallDisk } from './harness/small-disk.ts';

/** What the guards promise, with the demo's real Envoy: the run ends with the true reason, and Envoy is as before. */
describe('an experiment', { skip: cannotExperiment(), timeout: 600_000 }, () => {
  let rig: ExperimentRig;
  const cleanups: (() => Promise<void> | void)[] = [];

  const open = async (options?: RigOptions) => (rig = await ExperimentRig.open(options));

  beforeEach(() => void cleanups.splice(0));
  afterEach(async () => {
    await rig.close();
    for (const cleanup of cleanups) await cleanup();
  });

  const assertAborted = ({ state, exitCode, output }: Ended, reason: AbortReason) => {
    assert.deepEqual([state.state, state.abort?.reason], ['aborted', reason], `${state.abort?.detail}\n${output}`);
    assert.ok(state.restored?.proven);
    assert.notEqual(exitCode, 0);
  };
  const answers = async () => assert.equal((await fetch(rig.demo.url)).status, 200);

  /** Longer than a test waits, so that what breaks breaks it. */
  const long = (change: Partial<ExperimentSpec> = {}) => rig.spec({ windowMs: 5_000, blocks: 3, ...change });

  test('runs to its end where nothing breaks', async () => {
    await open();
    const { state, exitCode, output } = await runThrough(rig, rig.spec());
    assert.equal(state.state, 'inconclusive', output);
    assert.equal(exitCode, 0);
    assert.ok(state.restored?.proven);
    assert.deepEqual(await rig.now(), rig.before);
    const counted = state.slots.filter((slot) => slot.void === undefined);
    assert.deepEqual([...new Set(counted.map(({ variant }) => variant))].sort(), ['as-is', 'log-short', 'sampling-1']);
    for (const slot of counted) assert.ok(slot.treatment.every(({ proven }) => proven));
  });

  test('ends where the proxy rejects a variant', async () => {
    await open();
    const spec = rig.spec({
      driver: 'envoy-files',
      variants: [{ name: 'wrong', knobs: [{ knob: 'accesslog.format', text: '%NO_SUCH_OPERATOR%\n' }] }],
    });
    assertAborted(await runThrough(rig, spec), 'configuration-rejected');
    assert.deepEqual(await rig.now(), rig.before);
    await answers();
  });

  test('ends where the proxy is restarted', async () => {
    await open();
    const ended = await runThrough(rig, long(), async () => {
      const envoy = await restartEnvoy(rig.demo);
      cleanups.push(() => void envoy.kill('SIGKILL'));
    });
    assertAborted(ended, 'proxy-restarted');
    assert.deepEqual(await rig.now(), rig.before);
    await answers();
  });

  test('ends where somebody else sets a runtime key, and leaves that as it is', async () => {
    await open();
    const foreign = { 'tracing.client_enabled': '50' };
    const { state, output } = await runThrough(rig, long(), () => modifyRuntime(rig.demo, foreign));
    // Ours is back, theirs is not ours to take away: so it is not as before, and somebody is to look at it.
    assert.deepEqual([state.state, state.abort?.reason], ['restore-failed', 'foreign-change'], output);
    const now = await rig.now();
    assert.equal(now.runtime['tracing.client_enabled']?.at(-1), '50');
    const { 'tracing.client_enabled': _foreign, ...ours } = now.runtime;
    assert.deepEqual(ours, rig.before.runtime);
    await answers();
  });

  test('ends where somebody else moves a listener into place, and puts the one of before back', async () => {
    await open();
    const spec = long({
      driver: 'envoy-files',
      variants: [{ name: 'silent', knobs: [{ knob: 'accesslog.enabled', on: false }] }],
    });
    const theirs = rig.before.files.listeners.replace('timeout: 5s', 'timeout: 6s');
    assert.notEqual(theirs, rig.before.files.listeners);
    const ended = await runThrough(rig, spec, () => moveOnto(rig.demo.files.listeners, theirs));
    assertAborted(ended, 'foreign-change');
    assert.deepEqual(await rig.now(), rig.before);
    await answers();
    // Theirs is not lost, and journal, report and terminal say where it is.
    const [note = ''] = ended.state.restoreNotes;
    const copy = /theirs is kept as (\S+)\.$/.exec(note)?.[1] ?? '';
    assert.equal(readFileSync(copy, 'utf8'), theirs);
    assert.ok(ended.output.includes(note), ended.output);
    assert.ok(ended.state.report?.warnings.includes(note));
    rmSync(copy);
  });

  test('ends where the disk of the access log fills up', async () => {
    const disk = mountSmallDisk(64);
    cleanups.push(() => disk.remove());
    await open({ runDir: path.join(disk.folder, 'demo'), logToFile: true });
    assertAborted(await runThrough(rig, long(), () => disk.fill(0.05)), 'disk-full');
    assert.deepEqual(await rig.now(), rig.before);
  });

  test('ends where there is no room for its journal', async () => {
    const disk = mountSmallDisk(16);
    cleanups.push(() => disk.remove());
    await open({ stateDir: path.join(disk.folder, 'state') });
    assertAborted(await runThrough(rig, long(), () => disk.fill(0)), 'disk-full');
    assert.deepEqual(await rig.now(), rig.before);
  });

  test('counts no slot while the collector of spans is dead, and ends', async () => {
    await open();
    const spec = rig.spec({ blocks: 3 });
    const ended = await runThrough(rig, spec, () => void process.kill(rig.demo.pids()['span-sink']!, 'SIGKILL'));
    assertAborted(ended, 'too-many-void-slots');
    assert.match(ended.state.abort!.detail, /sink|collector|spans/i);
    assert.ok(ended.state.slots.some((slot) => slot.void?.reason === 'sink-failing'));
    assert.deepEqual(await rig.now(), rig.before);
    await answers();
  });
});
