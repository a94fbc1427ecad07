import assert from 'node:assert/strict';
import type { Task } from '@meshprof/contracts';
import { type ControllerUnderTest, openController, targetOf } from './controller-under-test.ts';

/** What a scenario leaves behind, however often it was begun. */
export interface ScenarioOutcome {
  readonly node: string;
  readonly completed: Task;
  readonly cancelled: Task;
}

/**
 * What clients and an agent do, each request of which may be repeated after a crash: join, report, create, profile,
 * create again and cancel. `run` makes it a scenario of its own in a database that has seen others.
 */
export async function playScenario(database: string, run: string): Promise<ScenarioOutcome> {
  await using under = await openController({ database, now: Date.now });
  const node = `node-${run}`;
  const agent = await under.joinAgent(node);
  await agent.report([targetOf(), targetOf({ pid: 101 })]);
  const completed = await create(under, node, `${run}-first`);
  await agent.poll(0);
  for (const state of ['running', 'draining', 'completed']) {
    for (const { id } of completed.targets) {
      const progress = { elapsedMs: 500, samplesKept: 10, samplesLost: 0, switches: 20 };
      const payload = { taskId: completed.id, targetId: id, state, progress };
      const answer = await agent.call({ method: 'POST', url: '/agent/v1/status', payload });
      assert.equal(answer.statusCode, 200, answer.body);
    }
  }
  const cancelled = await create(under, node, `${run}-second`);
  await under.asAdmin({ method: 'POST', url: `/v1/tasks/${cancelled.id}/cancel` });
  await agent.report([targetOf()]);
  return { node, completed, cancelled };
}

async function create(under: ControllerUnderTest, node: string, key: string): Promise<Task> {
  const payload = { selector: { node, process: 'envoy' } };
  const headers = { 'idempotency-key': key };
  const answer = await under.asAdmin({ method: 'POST', url: '/v1/tasks', payload, headers });
  assert.ok(answer.statusCode === 200 || answer.statusCode === 201, answer.body);
  return answer.json<Task>();
}
