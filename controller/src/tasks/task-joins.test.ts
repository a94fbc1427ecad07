import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AGENT_LOST_MS } from '@meshprof/contracts';
import { createTask, openController, showTask, targetOf } from '../testing/controller-under-test.ts';

const successor = (pid: number) => targetOf({ pid, startTimeTicks: String(1000 + pid) });

describe('a process that appears during a task', () => {
  it('joins it for the rest of its time', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([successor(1)]);
    const task = await createTask(under, { durationMs: 60_000 });
    await agent.status(task, 'running');
    under.clock.nowMs += 20_000;
    await agent.report([successor(1), successor(2), targetOf({ pid: 3, process: 'nginx' })]);
    const { targets, state } = await showTask(under, task.id);
    assert.equal(state, 'running');
    assert.deepEqual(
      targets.map(({ pid, durationMs }) => [pid, durationMs]),
      [
        [1, 60_000],
        [2, 40_000],
      ]
    );
    const { assignments } = await agent.poll(0);
    assert.deepEqual(
      assignments.map(({ pid, durationMs, startInMs }) => [pid, durationMs, startInMs]),
      [
        [1, 60_000, undefined],
        [2, 40_000, undefined],
      ]
    );
  });

  it('takes the place of one that ended, whose samples are kept', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([successor(1)]);
    const task = await createTask(under, { durationMs: 60_000, maxTargets: 1 });
    await agent.status(task, 'running');
    await agent.status(task, 'completed', { reasonCode: 'process-exited' });
    // Its successor is likely to come.
    assert.equal((await showTask(under, task.id)).state, 'running');
    under.clock.nowMs += 5_000;
    await agent.report([successor(2)]);
    const joined = await showTask(under, task.id);
    assert.deepEqual(
      joined.targets.map(({ pid, state, progress }) => [pid, state, progress.samplesKept]),
      [
        [1, 'completed', 10],
        [2, 'waiting', 0],
      ]
    );
    await agent.status({ ...task, targets: joined.targets.slice(1) }, 'completed');
    under.clock.nowMs += 55_000;
    await under.controller.applyDeadlines();
    assert.equal((await showTask(under, task.id)).state, 'completed');
  });

  it('is left out, with the reason, where the task has as many as it may', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([successor(1)]);
    const task = await createTask(under, { durationMs: 60_000, maxTargets: 1 });
    await agent.status(task, 'running');
    await agent.report([successor(1), successor(2), successor(3)]);
    const { targets, leftOut } = await showTask(under, task.id);
    assert.equal(targets.length, 1);
    assert.deepEqual(
      leftOut.map(({ reasonCode, count }) => [reasonCode, count]),
      [['max-targets', 2]]
    );
  });

  it('is left out while its agent holds as many sessions of the task as it can, and joins after one of them', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.tellLimits({ maxSessions: 2 });
    await agent.report([successor(1), successor(2), successor(3)]);
    const task = await createTask(under, { durationMs: 60_000 });
    assert.equal(task.targets.length, 2);
    for (const target of task.targets) await agent.status({ ...task, targets: [target] }, 'running');
    // The task is compared with the inventory once more after its creation.
    await under.controller.applyDeadlines();
    const full = await showTask(under, task.id);
    assert.equal(full.targets.length, 2);
    assert.deepEqual(
      full.leftOut.map(({ reasonCode, count }) => [reasonCode, count]),
      [['agent-busy', 1]]
    );
    await agent.status(task, 'completed', { reasonCode: 'process-exited' });
    const gone = task.targets[0]?.pid;
    await agent.report([1, 2, 3].filter((pid) => pid !== gone).map(successor));
    assert.equal((await showTask(under, task.id)).targets.length, 3);
  });

  it('does not join a task that is over, cancelled or nearly over', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([successor(1)]);
    const cancelled = await createTask(under, { durationMs: 60_000 });
    const over = await createTask(under, { durationMs: 10_000 });
    await agent.status(over, 'running');
    await agent.status(cancelled, 'running');
    await under.asAdmin({ method: 'POST', url: `/v1/tasks/${cancelled.id}/cancel` });
    under.clock.nowMs += 9_500;
    await agent.report([successor(1), successor(2)]);
    for (const { id } of [cancelled, over]) assert.equal((await showTask(under, id)).targets.length, 1);
  });

  it('joins when its agent answers again', async () => {
    await using under = await openController();
    const [here, away] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await away.report([successor(2)]);
    under.clock.nowMs += AGENT_LOST_MS;
    await here.report([successor(1)]);
    const task = await createTask(under, { durationMs: 600_000 });
    assert.deepEqual(
      task.leftOut.map(({ reasonCode, count }) => [reasonCode, count]),
      [['agent-lost', 1]]
    );
    await away.report([successor(2)]);
    await under.controller.applyDeadlines();
    assert.equal((await showTask(under, task.id)).targets.length, 2);
  });

  it('is found by the next controller, if the one that heard of it died', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([successor(1)]);
    const task = await createTask(under, { durationMs: 60_000 });
    await under.controller.applyDeadlines();
    assert.equal((await showTask(under, task.id)).targets.length, 1);
  });
});
