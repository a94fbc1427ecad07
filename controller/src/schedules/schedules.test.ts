import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page, Problem, Schedule, Task } from '@meshprof/contracts';
import { type ControllerUnderTest, openController, targetOf } from '../testing/controller-under-test.ts';
import { nextStarts } from './schedule-times.ts';

const EVERY_TEN = {
  cron: '*/10 * * * *',
  task: { selector: { process: 'envoy' }, durationMs: 30_000, tags: ['nightly'] },
};

async function save(under: ControllerUnderTest, body: object = EVERY_TEN): Promise<Schedule> {
  const answer = await under.asAdmin({ method: 'POST', url: '/v1/schedules', payload: body });
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json<Schedule>();
}

async function show(under: ControllerUnderTest, { id }: Schedule): Promise<Schedule> {
  return (await under.asAdmin({ url: `/v1/schedules/${id}` })).json<Schedule>();
}

async function tasks(under: ControllerUnderTest): Promise<Task[]> {
  const { items } = (await under.asAdmin({ url: '/v1/tasks' })).json<Page<Task>>();
  return items.reverse();
}

async function moveTo(under: ControllerUnderTest, time: string): Promise<void> {
  under.clock.nowMs = Date.parse(`2026-11-24T${time}Z`);
  await under.controller.applyDeadlines();
}

const times = (start: string, timeZone: string, cron: string, count: number) => {
  const next = nextStarts({ cron, timeZone }, Date.parse(start), count);
  assert.ok(next.ok);
  return next.atMs.map((atMs) => new Date(atMs).toISOString());
};

describe('times of a schedule', () => {
  it('follow the clock of their zone, once also where an hour is left out or repeated', () => {
    assert.deepEqual(times('2027-03-27T00:00:00Z', 'Europe/Berlin', '30 2 * * *', 3), [
      '2027-03-27T01:30:00.000Z',
      '2027-03-28T01:00:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ]);
    assert.deepEqual(times('2026-10-24T00:00:00Z', 'Europe/Berlin', '30 2 * * *', 3), [
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
    assert.deepEqual(times('2026-01-01T00:00:00Z', 'UTC', '0 0 31 2 *', 3), []);
  });
});

describe('a schedule', () => {
  it('makes a task a minute ahead of each of its times, one for each', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const schedule = await save(under);
    assert.deepEqual(schedule.nextStartsAt.slice(0, 2), ['2026-11-24T12:10:00.000Z', '2026-11-24T12:20:00.000Z']);
    await moveTo(under, '12:08:59');
    assert.deepEqual(await tasks(under), []);
    await agent.report([targetOf()]);
    await moveTo(under, '12:09:00');
    await moveTo(under, '12:09:01');
    const [task, ...others] = await tasks(under);
    assert.deepEqual(others, []);
    assert.equal(task?.startAt, '2026-11-24T12:10:00.000Z');
    assert.equal(task.scheduleId, schedule.id);
    assert.equal(task.author, 'local');
    assert.deepEqual(task.tags, ['nightly']);
    assert.equal((await agent.poll(0)).assignments[0]?.startInMs, 59_000);
    const { last, skipped } = await show(under, schedule);
    assert.deepEqual([last?.taskId, last?.startAt, skipped], [task.id, '2026-11-24T12:10:00.000Z', 0]);
    await moveTo(under, '12:19:30');
    assert.equal((await tasks(under)).length, 2);
  });

  it('runs what is left of a time that the controller missed, and skips what is over', async () => {
    await using under = await openController();
    const schedule = await save(under);
    await moveTo(under, '12:40:10');
    const [late, ...others] = await tasks(under);
    assert.deepEqual(others, []);
    assert.equal(late?.startAt, '2026-11-24T12:40:00.000Z');
    assert.equal((await show(under, schedule)).skipped, 3);
    await moveTo(under, '12:55:00');
    assert.equal((await tasks(under)).length, 1);
    const { last, skipped } = await show(under, schedule);
    assert.deepEqual([last?.reasonCode, last?.startAt, skipped], ['start-missed', '2026-11-24T12:50:00.000Z', 4]);
    assert.match(last?.remedy ?? '', /Run it again/);
  });

  it('waits for its last task to end', async () => {
    await using under = await openController();
    const schedule = await save(under, {
      cron: '* * * * *',
      task: { selector: { process: 'envoy' }, durationMs: 90_000 },
    });
    for (const time of ['12:00:01', '12:01:01', '12:02:01', '12:03:01']) await moveTo(under, time);
    const made = await tasks(under);
    assert.deepEqual(
      made.map(({ startAt }) => startAt),
      ['2026-11-24T12:01:00.000Z', '2026-11-24T12:03:00.000Z']
    );
    assert.ok((await show(under, schedule)).skipped >= 1);
  });

  it('takes its next task with it when it changes or goes', async () => {
    await using under = await openController();
    const schedule = await save(under);
    await moveTo(under, '12:09:30');
    const replaced = await under.asAdmin({
      method: 'PUT',
      url: `/v1/schedules/${schedule.id}`,
      payload: { ...EVERY_TEN, enabled: false },
    });
    assert.deepEqual(replaced.json<Schedule>().nextStartsAt, []);
    assert.equal((await tasks(under))[0]?.state, 'cancelled');
    await moveTo(under, '12:30:00');
    assert.equal((await tasks(under)).length, 1);
    const deleted = await under.asAdmin({ method: 'DELETE', url: `/v1/schedules/${schedule.id}` });
    assert.equal(deleted.statusCode, 204);
    assert.equal((await under.asAdmin({ url: `/v1/schedules/${schedule.id}` })).statusCode, 404);
    const { items } = (await under.asAdmin({ url: '/v1/schedules' })).json<Page<Schedule>>();
    assert.deepEqual(items, []);
  });

  for (const [change, pointer] of [
    [{ cron: 'every day' }, '/cron'],
    [{ cron: '61 * * * *' }, '/cron'],
    [{ cron: '* * * * * *' }, '/cron'],
    [{ timeZone: 'Berlin' }, '/timeZone'],
    [{ task: { selector: { pod: { op: '=~', value: '(' } } } }, '/task/selector/pod/value'],
    [{ task: { selector: { pod: 'x' }, startAt: '2026-11-24T13:00:00Z' } }, '/task/startAt'],
  ] as const) {
    it(`points at what is wrong with ${JSON.stringify(change)}`, async () => {
      await using under = await openController();
      const payload = { ...EVERY_TEN, ...change };
      const answer = await under.asAdmin({ method: 'POST', url: '/v1/schedules', payload });
      assert.equal(answer.statusCode, 400, answer.body);
      assert.equal(answer.json<Problem>().errors?.[0]?.path, pointer);
    });
  }

  it('is made and changed by those who may operate only', async () => {
    await using under = await openController();
    const request = { method: 'POST', url: '/v1/schedules', payload: EVERY_TEN } as const;
    assert.equal((await under.through('read', request)).statusCode, 403);
    assert.equal((await under.through('operate', request, 'mia')).json<Schedule>().author, 'mia');
    await moveTo(under, '12:09:00');
    assert.equal((await tasks(under))[0]?.author, 'mia');
  });
});
