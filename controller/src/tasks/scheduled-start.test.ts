import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Page, Problem, Task } from '@meshprof/contracts';
import {
  type ControllerUnderTest,
  createTask,
  openController,
  showTask,
  targetOf,
} from '../testing/controller-under-test.ts';

const MINUTE_MS = 60_000;

async function tick(under: ControllerUnderTest, ms = 0): Promise<void> {
  under.clock.nowMs += ms;
  await under.controller.applyDeadlines();
}

function at(under: ControllerUnderTest, inMs: number): string {
  return new Date(under.clock.nowMs + inMs).toISOString();
}

describe('a task that starts at a time', () => {
  it('chooses its processes a minute before, and tells agents how long until then', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, { startAt: at(under, 10 * MINUTE_MS), durationMs: 30_000 });
    assert.deepEqual([task.state, task.targets.length], ['scheduled', 0]);
    assert.deepEqual((await agent.poll(0)).assignments, []);

    for (let minute = 0; minute < 9; minute++) {
      under.clock.nowMs += MINUTE_MS;
      await agent.report([targetOf()]);
      await tick(under);
    }
    const [assignment] = (await agent.poll(0)).assignments;
    assert.equal(assignment?.startInMs, MINUTE_MS);
    assert.equal(assignment.elapsedMs, undefined);
    under.clock.nowMs += 20_000;
    assert.equal((await agent.poll(0)).assignments[0]?.startInMs, 40_000);
    // Fetched, but nothing is due yet.
    await tick(under);
    assert.equal((await showTask(under, task.id)).state, 'scheduled');
    await tick(under, 40_000);
    assert.equal((await showTask(under, task.id)).state, 'dispatching');
  });

  it('needs no process when it is created, and expires if none appears', async () => {
    await using under = await openController();
    const task = await createTask(under, { startAt: at(under, 5_000), durationMs: 10_000 });
    assert.equal(task.state, 'scheduled');
    await tick(under, 14_000);
    assert.equal((await showTask(under, task.id)).state, 'scheduled');
    await tick(under, 1_000);
    const ended = await showTask(under, task.id);
    assert.deepEqual([ended.state, ended.reasonCode], ['expired', 'no-matching-target']);
  });

  it('can be cancelled before it starts, with and without processes', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    for (const inMs of [10_000, 10 * MINUTE_MS]) {
      const task = await createTask(under, { startAt: at(under, inMs) });
      await under.asAdmin({ method: 'POST', url: `/v1/tasks/${task.id}/cancel` });
      const cancelled = await showTask(under, task.id);
      assert.deepEqual([cancelled.state, cancelled.reasonCode], ['cancelled', 'cancelled-by-user']);
      assert.deepEqual((await agent.poll(0)).assignments, []);
      await tick(under, 20 * MINUTE_MS);
      assert.deepEqual(await showTask(under, task.id), cancelled);
    }
  });

  it('records what is left where the controller was down at its start, and nothing where its time is over', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'meshprof-scheduled-'));
    const database = path.join(folder, 'controller.db');
    const first = await openController({ database });
    const agent = await first.joinAgent();
    await agent.report([targetOf()]);
    const long = await createTask(first, { startAt: at(first, 5 * MINUTE_MS), durationMs: 10 * MINUTE_MS });
    const short = await createTask(first, { startAt: at(first, 5 * MINUTE_MS), durationMs: 10_000 });
    const startMs = first.clock.nowMs + 5 * MINUTE_MS;
    await first[Symbol.asyncDispose]();

    const clock = { nowMs: startMs + 4 * MINUTE_MS };
    const second = await openController({ database, now: () => clock.nowMs });
    await second.controller.applyDeadlines();
    const missed = await showTask(second, short.id);
    assert.deepEqual([missed.state, missed.reasonCode], ['expired', 'start-missed']);
    assert.match(missed.remedy ?? '', /Run it again/);
    const late = await showTask(second, long.id);
    assert.equal(late.state, 'scheduled');
    assert.equal(late.targets[0]?.durationMs, 6 * MINUTE_MS);
    await second[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('gives an agent that fetches it after its start only the rest', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    await createTask(under, { startAt: at(under, 10_000), durationMs: 60_000 });
    under.clock.nowMs += 25_000;
    const [assignment] = (await agent.poll(0)).assignments;
    assert.deepEqual([assignment?.startInMs, assignment?.elapsedMs], [undefined, 15_000]);
  });

  for (const [startAt, message] of [
    ['2026-11-24T11:58:00Z', /has passed.*2026-11-24T12:00:00/],
    ['2028-01-01T00:00:00Z', /more than a year/],
    ['tomorrow', /./],
    ['2026-02-31T00:00:00Z', /./],
  ] as const) {
    it(`refuses ${startAt}`, async () => {
      await using under = await openController();
      const answer = await under.asAdmin({
        method: 'POST',
        url: '/v1/tasks',
        payload: { selector: { process: 'envoy' }, startAt },
      });
      assert.equal(answer.statusCode, 400, answer.body);
      const [error] = answer.json<Problem>().errors ?? [];
      assert.equal(error?.path, '/startAt');
      assert.match(error.message, message);
    });
  }
});

describe('an agent that was killed', () => {
  it('is told what has passed and what it had reported', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, { durationMs: 60_000 });
    const progress = { elapsedMs: 20_000, samplesKept: 100, samplesLost: 1, switches: 7 };
    under.clock.nowMs += 20_000;
    await agent.status(task, 'running', { progress });
    under.clock.nowMs += 10_000;
    const [assignment] = (await agent.poll(0)).assignments;
    assert.equal(assignment?.durationMs, 60_000);
    assert.equal(assignment.elapsedMs, 30_000);
    assert.deepEqual(assignment.progress, { ...progress, lostByCause: {} });
  });
});

describe('a controller whose clock is set', () => {
  for (const [how, stepMs] of [
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ] as const) {
    it(`${how} by an hour takes no agent for lost and no target for late`, async () => {
      const steady = { ms: 0 };
      await using under = await openController({ steadyMs: () => steady.ms });
      const agent = await under.joinAgent();
      await agent.report([targetOf()]);
      const waiting = await createTask(under, { durationMs: 60_000 });
      const running = await createTask(under, { durationMs: 60_000 });
      await agent.status(running, 'running');
      const pass = async (ms: number) => {
        steady.ms += ms;
        await tick(under, ms);
      };
      await pass(1_000);
      under.clock.nowMs += stepMs;
      await pass(1_000);
      assert.equal((await showTask(under, waiting.id)).targets[0]?.state, 'waiting');
      assert.equal((await showTask(under, running.id)).targets[0]?.state, 'running');
      const assignments = (await agent.poll(0)).assignments;
      assert.equal(assignments.length, 2);
      assert.ok(assignments.every(({ startInMs }) => startInMs === undefined));
      // Both end truly all the same.
      await agent.status(running, 'completed');
      assert.equal((await showTask(under, running.id)).state, 'completed');
      for (let second = 0; second < 62; second++) await pass(1_000);
      const { items } = (await under.asAdmin({ url: '/v1/tasks?state=failed' })).json<Page<Task>>();
      assert.deepEqual(
        items.map(({ id, reasonCode }) => [id, reasonCode]),
        [[waiting.id, 'not-dispatched']]
      );
    });
  }
});
