import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem, Task } from '@meshprof/contracts';
import { openController, targetOf } from '../testing/controller-under-test.ts';

describe('Idempotency-Key', () => {
  const create = (key: string, payload: object) =>
    ({ method: 'POST', url: '/v1/tasks', headers: { 'idempotency-key': key }, payload }) as const;

  it('answers the same task for the same body, whatever the order of its keys and whatever has ended since', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const first = await under.asAdmin(create('k', { selector: { process: 'envoy', role: 'envoy' }, title: 't' }));
    await agent.report([]);
    const again = await under.asAdmin(create('k', { title: 't', selector: { role: 'envoy', process: 'envoy' } }));
    assert.equal(first.statusCode, 201);
    assert.equal(again.statusCode, 200);
    assert.equal(again.json<Task>().id, first.json<Task>().id);
  });

  it('refuses another body, and is one user’s own', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const body = { selector: { process: 'envoy' } };
    const first = await under.through('operate', create('k', body), 'ann');
    const other = await under.through('operate', create('k', { ...body, title: 'other' }), 'ann');
    const another = await under.through('operate', create('k', { ...body, title: 'other' }), 'bob');
    assert.equal(other.statusCode, 409);
    assert.equal(other.json<Problem>().code, 'idempotency-key-reused');
    assert.equal(another.statusCode, 201);
    assert.notEqual(another.json<Task>().id, first.json<Task>().id);
  });

  it('makes one task of ten requests at once', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const request = create('k', { selector: { process: 'envoy' } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => under.asAdmin(request)));
    assert.equal(new Set(answers.map((answer) => answer.json<Task>().id)).size, 1);
    assert.equal(answers.filter((answer) => answer.statusCode === 201).length, 1);
  });

  it('is forgotten after a day', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const request = create('k', { selector: { process: 'envoy' } });
    const first = (await under.asAdmin(request)).json<Task>();
    under.clock.nowMs += 25 * 3_600_000;
    await agent.report([targetOf()]);
    await under.controller.applyDeadlines();
    assert.notEqual((await under.asAdmin(request)).json<Task>().id, first.id);
  });
});
