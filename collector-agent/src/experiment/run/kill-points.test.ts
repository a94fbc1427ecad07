import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../testing/seeded-random.ts';
import { FakeWorld, live } from './fake-run-test-support.ts';

/** A2: two blocks of three; variants: two blocks of three. */
const PLANNED_SLOTS = 12;

async function liveToTheEnd(world: FakeWorld): Promise<void> {
  for (let processes = 0; processes < 50; processes++) {
    world.moments = 0;
    const end = await live(world, () => {
      assert.equal(world.config, world.original, 'put back before anybody gave an order');
    });
    if (end !== undefined) return assert.equal(end, 'ended');
    assert.ok(world.config === world.original || world.state.isChanged, 'a change that no line tells of');
    assert.ok(!world.state.isChanged || world.state.snapshot !== undefined, 'a change without the way back');
  }
  assert.fail('it never ended');
}

function assertTrueEnd(world: FakeWorld): void {
  const { state, slots, restored, isChanged, report } = world.state;
  assert.equal(world.config, world.original);
  assert.equal(isChanged, false);
  assert.equal(state, 'inconclusive', 'an indicative run');
  assert.equal(restored?.proven, true);
  assert.equal(report?.restored.proven, true);
  const counting = slots.filter((slot) => slot.void === undefined);
  assert.equal(counting.length, PLANNED_SLOTS);
  for (const { void: reason } of slots) assert.ok(reason === undefined || reason.reason === 'interrupted');
}

test('an undisturbed run', async () => {
  const world = new FakeWorld();
  await liveToTheEnd(world);
  assertTrueEnd(world);
  assert.equal(world.state.slots.length, PLANNED_SLOTS);
});

test('a kill at each moment between journal and write, and in between', async () => {
  const undisturbed = new FakeWorld();
  await liveToTheEnd(undisturbed);
  const { moments } = undisturbed;
  assert.ok(moments > 200, `${moments} moments`);
  for (let killAfter = 0; killAfter < moments; killAfter++) {
    const world = new FakeWorld();
    world.killAfter = killAfter;
    world.onMoment = () => undefined;
    const first = await live(world, () => undefined);
    assert.equal(first, undefined, `killed after ${killAfter}`);
    world.killAfter = Number.POSITIVE_INFINITY;
    await liveToTheEnd(world);
    assertTrueEnd(world);
  }
});

test('kills again and again, also of those that put the proxy back', async () => {
  const random = seededRandom(42);
  for (let round = 0; round < 30; round++) {
    const world = new FakeWorld();
    for (let kill = 0; kill < 8; kill++) {
      world.moments = 0;
      world.killAfter = Math.floor(random() * 60);
      if ((await live(world, () => undefined)) !== undefined) break;
    }
    world.killAfter = Number.POSITIVE_INFINITY;
    await liveToTheEnd(world);
    assertTrueEnd(world);
  }
});
