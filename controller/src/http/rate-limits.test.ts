import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '@meshprof/contracts';
import { openController, targetOf } from '../testing/controller-under-test.ts';

const detailOf = (answer: { json(): Problem }) => answer.json().detail ?? '';

describe('rate limits', () => {
  it('of agents are one each, whatever their address', async () => {
    await using under = await openController({ requestsPerMinute: 3 });
    const [first, second] = [await under.joinAgent('one'), await under.joinAgent('two')];
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await first.report([targetOf()]));
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [204, 204, 204, 429]
    );
    assert.equal(answers[0]?.headers['x-ratelimit-limit'], '3');
    assert.match(detailOf(answers[3] ?? assert.fail()), /^More than 3 requests came within a minute from this agent\./);
    assert.equal((await second.report([targetOf()])).statusCode, 204);
  });

  it('of wrong credentials are by address, and cost no agent anything', async () => {
    await using under = await openController({ requestsPerMinute: 3 });
    const agent = await under.joinAgent();
    const guess = (remoteAddress: string) =>
      under.call({
        method: 'POST',
        url: '/agent/v1/inventory',
        remoteAddress,
        headers: { authorization: `Bearer mpa_${agent.agentId}_${'x'.repeat(43)}` },
        payload: { targets: [] },
      });
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await guess('192.0.2.1'));
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [401, 401, 401, 401, 429]
    );
    assert.ok(Number(answers[4]?.headers['retry-after']) > 0);
    assert.match(detailOf(answers[4] ?? assert.fail()), /from this address with a wrong credential/);
    assert.equal((await guess('192.0.2.2')).statusCode, 401);
    assert.equal((await agent.report([targetOf()])).statusCode, 204);
  });

  it('stand in front of metrics and readiness, which ask the database', async () => {
    await using under = await openController({ requestsPerMinute: 2 });
    for (const url of ['/readyz', '/metrics']) {
      const answers = [await under.call({ url }), await under.call({ url }), await under.call({ url })];
      assert.equal(answers[2]?.statusCode, 429);
    }
  });
});

describe('a body that is too large', () => {
  it('is answered with the limit', async () => {
    await using under = await openController();
    const payload = { title: 'x'.repeat(70_000) };
    const answer = await under.asAdmin({ method: 'POST', url: '/v1/tasks', payload });
    assert.match(detailOf(answer), /at most 65,536 bytes/);
  });
});
