import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { waitFor } from '../../harness/wait-for.ts';
import { cannotExperiment } from '../harness/can-experiment.ts';
import { ExperimentRig } from '../harness/experiment-rig.ts';
import type { RunningExperiment } from '../harness/running-experiment.ts';

const EXIT = { ok: 0, usage: 2, service: 8, aborted: 11 } as const;

/** What a person at a terminal does to a run, on the demo's real Envoy. */
describe('a run that is interrupted', { skip: cannotExperiment(), timeout: 600_000 }, () => {
  let rig: ExperimentRig;
  beforeEach(async () => (rig = await ExperimentRig.open()));
  afterEach(() => rig.close());

  /** `blocks`: so that it lasts until somebody at another terminal has typed. */
  const long = (blocks = 1) => rig.spec({ windowMs: 5_000, blocks });
  async function inTheMiddle(run: RunningExperiment): Promise<void> {
    await waitFor(() => run.hasEnded || /(sampling-1|log-short) {2}measure/.test(run.output) || undefined, {
      what: `the first variant; so far:\n${run.output}`,
      timeoutMs: 120_000,
    });
    assert.ok(!run.hasEnded, run.output);
    assert.notDeepEqual((await rig.now()).runtime, rig.before.runtime);
  }

  test('by Ctrl-C, twice: the proxy is put back all the same, and the run can go on', async () => {
    const run = rig.start(long());
    await inTheMiddle(run);
    run.interrupt();
    run.interrupt();
    assert.equal(await run.ended(), EXIT.aborted, run.output);
    assert.match(run.output, /stopping, and putting the configuration back first/);
    assert.match(
      run.output,
      /interrupted, the configuration of before is back: `meshprof experiment resume \S+` goes on/
    );
    assert.deepEqual(await rig.now(), rig.before);
    const left = rig.journal();
    assert.equal(left?.state, 'running');
    assert.equal(left.isChanged, false);

    const resumed = rig.command('resume');
    assert.equal(await resumed.ended(), EXIT.ok, resumed.output);
    const ended = rig.journal();
    assert.equal(ended?.experimentId, left.experimentId);
    assert.equal(ended.state, 'inconclusive');
    // What was measured before counts; only the slot that was under way is run again.
    assert.deepEqual(ended.slots.slice(0, left.slots.length), left.slots);
    assert.deepEqual(await rig.now(), rig.before);
    const again = rig.command('resume');
    assert.equal(await again.ended(), EXIT.usage);
    assert.match(again.output, /has ended: it is inconclusive/);
  });

  test('by kill -9 of all of it: abort puts the proxy back and ends it', async () => {
    const run = rig.start(long());
    await inTheMiddle(run);
    await run.killBoth();
    assert.notDeepEqual((await rig.now()).runtime, rig.before.runtime);
    const report = rig.command('report');
    assert.equal(await report.ended(), EXIT.ok, report.output);
    assert.match(report.output, /the run is running; this is what it found so far/);
    const abort = rig.command('abort');
    assert.equal(await abort.ended(), EXIT.ok, abort.output);
    assert.match(abort.output, /the configuration of before is back/);
    assert.deepEqual(await rig.now(), rig.before);
    assert.equal(rig.journal()?.state, 'aborted');
    const again = rig.command('abort');
    assert.equal(await again.ended(), EXIT.usage);
    assert.match(again.output, /has ended: it is aborted/);
  });

  test('by a second run on the same proxy: that one is refused, and the first goes on', async () => {
    const first = rig.start(long(5));
    await inTheMiddle(first);
    const second = rig.startElsewhere(long());
    assert.equal(await second.ended(), EXIT.service, second.output);
    const { experimentId = '' } = rig.journal() ?? {};
    assert.match(second.output, new RegExp(`its target is taken by experiment ${experimentId}`));
    const abort = rig.command('abort');
    assert.equal(await abort.ended(), EXIT.ok);
    assert.match(abort.output, /told experiment .*it ends once the configuration is back/);
    assert.equal(await first.ended(), EXIT.aborted);
    assert.equal(rig.journal()?.state, 'aborted');
    assert.deepEqual(await rig.now(), rig.before);
  });

  test('by pause, from another terminal: it waits with the proxy as before, and resume goes on', async () => {
    const run = rig.start(long(2));
    await inTheMiddle(run);
    assert.equal(await rig.command('pause').ended(), EXIT.ok);
    await waitFor(() => rig.journal()?.state === 'paused' || undefined, { what: 'a paused run', timeoutMs: 60_000 });
    assert.deepEqual(await rig.now(), rig.before);
    assert.ok(!run.hasEnded);
    run.interrupt();
    assert.equal(await run.ended(), EXIT.aborted, run.output);
    const resumed = rig.command('resume');
    assert.equal(await resumed.ended(), EXIT.ok, resumed.output);
    assert.equal(rig.journal()?.state, 'inconclusive');
  });
});
