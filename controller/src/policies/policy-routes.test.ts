import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page, Policy, Problem } from '@meshprof/contracts';
import { openController, targetOf } from '../testing/controller-under-test.ts';
import { ALWAYS_ON, CPU_TRIGGER, createPolicy, showPolicy } from '../testing/policies-under-test.ts';

describe('policies', () => {
  it('are shown with every default written out', async () => {
    await using under = await openController();
    const policy = await createPolicy(under, CPU_TRIGGER, { name: 'busy proxies' });
    const { id: _id, ...rest } = policy;
    assert.deepEqual(rest, {
      name: 'busy proxies',
      enabled: true,
      rule: {
        ...CPU_TRIGGER,
        condition: { ...CPU_TRIGGER.condition, op: '>' },
        periodMs: 60_000,
        count: 3,
        coolDownMs: 1_200_000,
        maxConcurrentTasks: 2,
        task: { events: ['on-cpu', 'off-cpu'], frequencyHz: 99, durationMs: 10_000, beforeMs: 0 },
      },
      author: 'local',
      createdAt: '2026-11-24T12:00:00.000Z',
      updatedAt: '2026-11-24T12:00:00.000Z',
      updatedBy: 'local',
    });
    assert.deepEqual(await showPolicy(under, policy), { ...policy, matching: 0 });
  });

  it('are listed newest first, page by page', async () => {
    await using under = await openController();
    for (const name of ['a', 'b', 'c']) {
      await createPolicy(under, ALWAYS_ON, { name });
      under.clock.nowMs += 1_000;
    }
    const first = (await under.asAdmin({ url: '/v1/policies?limit=2' })).json<Page<Policy>>();
    assert.deepEqual(
      first.items.map(({ name }) => name),
      ['c', 'b']
    );
    const url = `/v1/policies?limit=2&cursor=${first.nextCursor}`;
    const second = (await under.asAdmin({ url })).json<Page<Policy>>();
    assert.deepEqual([second.items.map(({ name }) => name), second.nextCursor], [['a'], undefined]);
  });

  it('are replaced, switched off and on, and deleted', async () => {
    await using under = await openController();
    const { id } = await createPolicy(under, ALWAYS_ON);
    const payload = { name: 'other', rule: { ...ALWAYS_ON, frequencyHz: 7 } };
    const url = `/v1/policies/${id}`;
    const replaced = (await under.through('operate', { method: 'PUT', url, payload }, 'anna')).json<Policy>();
    assert.deepEqual([replaced.name, replaced.rule.kind, replaced.updatedBy], ['other', 'always-on', 'anna']);
    const off = await under.through('operate', { method: 'POST', url: `${url}/disable` }, 'ben');
    assert.equal(off.json<Policy>().enabled, false);
    const on = await under.through('operate', { method: 'POST', url: `${url}/enable` }, 'ben');
    assert.equal(on.json<Policy>().enabled, true);
    assert.equal((await under.asAdmin({ method: 'DELETE', url })).statusCode, 204);
    assert.equal((await under.asAdmin({ url })).statusCode, 404);
    assert.equal((await under.asAdmin({ method: 'DELETE', url })).statusCode, 404);
  });

  it('say how many processes a trigger watches', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    const { verdict: _profilable, ...kernel } = targetOf({ pid: 3, process: 'envoy' });
    await agent.report([
      targetOf({ pid: 1 }),
      targetOf({ pid: 2, process: 'nginx' }),
      { ...kernel, verdict: 'refused', reasonCode: 'kernel-thread' },
    ]);
    const policy = await createPolicy(under, CPU_TRIGGER);
    assert.equal((await showPolicy(under, policy)).matching, 1);
    const listed = (await under.asAdmin({ url: '/v1/policies' })).json<Page<Policy>>();
    assert.equal(listed.items[0]?.matching, 1);
    // A page that polls does not make the controller count each time.
    await agent.report([targetOf({ pid: 1 }), targetOf({ pid: 4 })]);
    assert.equal((await showPolicy(under, policy)).matching, 1);
    under.clock.nowMs += 5_000;
    assert.equal((await showPolicy(under, policy)).matching, 2);
  });

  it('need the level operate to change, and read to see', async () => {
    await using under = await openController();
    const payload = { name: 'x', rule: ALWAYS_ON };
    const refused = await under.through('read', { method: 'POST', url: '/v1/policies', payload });
    assert.equal(refused.statusCode, 403);
    assert.equal((await under.through('read', { url: '/v1/policies' })).statusCode, 200);
  });

  const refusals: [string, object, string, RegExp][] = [
    [
      'a pattern that is none',
      { ...ALWAYS_ON, selector: { process: { op: '=~', value: '(' } } },
      '/rule/selector/process/value',
      /RE2/,
    ],
    [
      'no selector for a condition of nodes',
      { ...CPU_TRIGGER, selector: undefined },
      '/rule/selector',
      /which processes/,
    ],
    ['more looks than a period holds', { ...CPU_TRIGGER, periodMs: 10_000, count: 3 }, '/rule/count', /holds 2 looks/],
    [
      'a query without Prometheus',
      { kind: 'trigger', selector: { process: 'x' }, condition: { source: 'prometheus', query: 'up', threshold: 0 } },
      '/rule/condition/source',
      /prometheusUrl/,
    ],
  ];
  for (const [name, rule, path, message] of refusals) {
    it(`refuse ${name}`, async () => {
      await using under = await openController();
      const answer = await under.asAdmin({ method: 'POST', url: '/v1/policies', payload: { name: 'x', rule } });
      assert.equal(answer.statusCode, 400, answer.body);
      const problem = answer.json<Problem>();
      assert.equal(problem.errors?.[0]?.path, path);
      assert.match(problem.errors?.[0]?.message ?? '', message);
    });
  }
});
