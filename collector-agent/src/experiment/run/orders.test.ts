import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail } from '../drivers/outcome.ts';
import { FakeWorld, live, startProcess } from './fake-run-test-support.ts';

const HANG_MS = 20_000;

/** Runs one process; `at` is called at each of its moments. */
async function runWith(world: FakeWorld, at: (what: string, process: ReturnType<typeof startProcess>) => void) {
  const process = startProcess(world);
  world.onMoment = (what) => at(what, process);
  await process.run.recover();
  process.control.hear('run');
  const end = await process.run.run();
  process.control.close();
  return end;
}

test('an abort at each measured window puts the proxy back, and says who wanted it', { timeout: HANG_MS }, async () => {
  for (const nth of [1, 4, 9, 12]) {
    const world = new FakeWorld();
    let windows = 0;
    const end = await runWith(world, (what, { control }) => {
      if (what === 'measure' && ++windows === nth) control.hear('abort');
    });
    assert.equal(end, 'ended');
    assert.equal(world.config, world.original);
    assert.equal(world.state.state, 'aborted');
    assert.equal(world.state.abort?.reason, 'asked-for');
    assert.equal(world.state.slots.at(-1)?.void?.reason, 'interrupted');
  }
});

test('a pause puts the proxy back, and the slot is run again after it', { timeout: HANG_MS }, async () => {
  const world = new FakeWorld();
  let windows = 0;
  let pausedConfig = '';
  const end = await runWith(world, (what, { control }) => {
    if (what === 'measure' && ++windows === 8) control.hear('pause');
    if (what === 'after line state' && world.state.state === 'paused') {
      pausedConfig = world.config;
      setTimeout(() => control.hear('run'), 5);
    }
  });
  assert.equal(end, 'ended');
  assert.equal(pausedConfig, world.original);
  assert.equal(world.state.state, 'inconclusive');
  assert.equal(world.state.slots.length, 13);
  assert.deepEqual(
    world.state.slots.filter((slot) => slot.void !== undefined).map((slot) => slot.void?.reason),
    ['interrupted']
  );
});

test(
  'silence of the desk puts the proxy back and holds; the run goes on when it is heard',
  { timeout: HANG_MS },
  async () => {
    const world = new FakeWorld();
    let heardMs = performance.now();
    let windows = 0;
    let isSilent = false;
    let heldConfig = '';
    const process = startProcess(world, () => (isSilent ? heardMs : performance.now()));
    world.onMoment = (what) => {
      if (what === 'measure' && ++windows === 8) {
        isSilent = true;
        heardMs = performance.now() - 60_000;
      }
      if (what === 'after line state' && world.state.state === 'paused') {
        heldConfig = world.config;
        setTimeout(() => (isSilent = false), 5);
      }
    };
    await process.run.recover();
    process.control.hear('run');
    const end = await process.run.run();
    process.control.close();
    assert.equal(end, 'ended');
    assert.equal(heldConfig, world.original);
    assert.equal(world.state.state, 'inconclusive');
  }
);

test('a process that is to end leaves the proxy as before, and the run to its successor', async () => {
  const world = new FakeWorld();
  let windows = 0;
  const end = await runWith(world, (what, { control }) => {
    if (what === 'measure' && ++windows === 8) control.leave('stopped');
  });
  assert.equal(end, 'left');
  assert.equal(world.config, world.original);
  assert.equal(world.state.state, 'running');
  world.onMoment = () => undefined;
  assert.equal(await live(world, () => undefined), 'ended');
  assert.equal(world.state.state, 'inconclusive');
});

test('a rejected variant aborts the run with the proxy’s words', async () => {
  const world = new FakeWorld();
  world.failures.converge = () =>
    world.config === 'on' && world.state.isReady ? fail('configuration-rejected', 'no such field') : undefined;
  await live(world, () => undefined);
  assert.equal(world.config, world.original);
  assert.equal(world.state.state, 'aborted');
  assert.deepEqual(world.state.abort, { reason: 'configuration-rejected', detail: 'no such field' });
});

test('a restore is tried again until the proxy proves it', async () => {
  const world = new FakeWorld();
  let tries = 0;
  world.failures.restore = () => (++tries < 4 ? fail('proxy-silent', 'it does not answer') : undefined);
  await live(world, () => undefined);
  assert.equal(world.config, world.original);
  assert.equal(world.state.state, 'inconclusive');
  assert.equal(world.records.filter((record) => record.kind === 'restored' && !record.proven).length, 3);
});

test('a restore that is never proven is said to be so, and the next process tries again', async () => {
  const world = new FakeWorld();
  world.failures.restore = () => fail('proxy-silent', 'it does not answer');
  await live(world, () => undefined);
  assert.equal(world.state.state, 'restore-failed');
  assert.equal(world.state.isChanged, true);
  assert.equal(world.state.report?.restored.proven, false);
  world.failures = {};
  await live(world, () => undefined);
  assert.equal(world.config, world.original);
  assert.equal(world.state.state, 'restore-failed', 'somebody was called; that it is back now is told beside it');
  assert.equal(world.state.isChanged, false);
});

test('a configuration that does not stay as before is not said to be restored', async () => {
  const world = new FakeWorld();
  world.failures.configHash = () => {
    world.config = 'another writer';
    return undefined;
  };
  await live(world, () => undefined);
  assert.equal(world.state.state, 'restore-failed');
});

test('a slot that is void three times ends the run', async () => {
  const world = new FakeWorld();
  world.voids = 3;
  await live(world, () => undefined);
  assert.equal(world.state.state, 'aborted');
  assert.equal(world.state.abort?.reason, 'too-many-void-slots');
});

test('a slot that is void twice is run again', async () => {
  const world = new FakeWorld();
  world.voids = 2;
  await live(world, () => undefined);
  assert.equal(world.state.state, 'inconclusive');
  assert.deepEqual(
    world.state.slots.slice(0, 3).map(({ attempt, void: reason }) => [attempt, reason?.reason]),
    [
      [0, 'steal'],
      [1, 'steal'],
      [2, undefined],
    ]
  );
});

test(
  'somebody else’s change while a variant is applied ends the run when that variant is on again',
  { timeout: HANG_MS },
  async () => {
    const world = new FakeWorld();
    let windows = 0;
    let isForeign = false;
    const end = await runWith(world, (what) => {
      if (what === 'measure' && ++windows === 8) isForeign = true;
      // What a proxy says of a configuration in which somebody has turned something else.
      if (what === 'after apply' && isForeign) world.config = `${world.config} and theirs`;
    });
    assert.equal(end, 'ended');
    assert.equal(world.state.state, 'aborted');
    assert.equal(world.state.abort?.reason, 'foreign-change');
    assert.match(world.state.abort?.detail ?? '', /somebody else/);
  }
);
