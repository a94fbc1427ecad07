import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Policy } from '@meshprof/contracts';
import {
  type AgentUnderTest,
  type ControllerUnderTest,
  openController,
  targetOf,
} from '../testing/controller-under-test.ts';
import { ALWAYS_ON, assignmentsOf, createPolicy, showPolicy, targetsOf } from '../testing/policies-under-test.ts';

const envoys = (...pids: number[]) => pids.map((pid) => targetOf({ pid }));

async function standingPids(agent: AgentUnderTest): Promise<number[]> {
  return (await assignmentsOf(agent)).standing?.map(({ pid }) => pid) ?? [];
}

async function statesOf(under: ControllerUnderTest, policy: Policy) {
  return (await targetsOf(under, policy)).map(({ pid, state, reasonCode }) => [pid, state, reasonCode]);
}

describe('standing policies', () => {
  it('give each agent the processes of its node that match, and what to do with them', async () => {
    await using under = await openController();
    const [a, b] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await a.report([...envoys(1), targetOf({ pid: 2, process: 'nginx' })]);
    await b.report(envoys(3));
    const rule = { ...ALWAYS_ON, frequencyHz: 11, events: ['on-cpu'], agentCpuPercent: 0.5 };
    const policy = await createPolicy(under, rule);
    assert.deepEqual((await assignmentsOf(a)).standing, [
      {
        policyId: policy.id,
        mode: 'always-on',
        targetId: `${a.agentId}:1:4711`,
        pid: 1,
        startTimeTicks: '4711',
        events: ['on-cpu'],
        frequencyHz: 11,
        agentCpuPercent: 0.5,
      },
    ]);
    assert.deepEqual(await standingPids(b), [3]);
    assert.deepEqual((await showPolicy(under, policy)).targets, { waiting: 2 });
  });

  it('follow the inventory, and wake the agent that waits', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report(envoys(1));
    await createPolicy(under, ALWAYS_ON);
    const { version } = await assignmentsOf(agent);
    const waiting = assignmentsOf(agent, version, 20_000);
    await agent.report(envoys(2, 3));
    assert.deepEqual(
      (await waiting).standing?.map(({ pid }) => pid),
      [2, 3]
    );
  });

  it('take no more of a node than they may, and keep those they have', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report(envoys(7, 8));
    const policy = await createPolicy(under, { ...ALWAYS_ON, maxTargetsPerNode: 2 });
    await agent.report(envoys(1, 7, 8));
    assert.deepEqual(await standingPids(agent), [7, 8]);
    assert.deepEqual(await statesOf(under, policy), [
      [1, 'left-out', 'over-target-limit'],
      [7, 'waiting', undefined],
      [8, 'waiting', undefined],
    ]);
    await agent.report(envoys(1, 8));
    assert.deepEqual(await standingPids(agent), [1, 8]);
  });

  it('profile a process once a kind, by the higher frequency; a flight recorder beside it is another kind', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report(envoys(1));
    const slow = await createPolicy(under, { ...ALWAYS_ON, frequencyHz: 5 });
    const fast = await createPolicy(under, { ...ALWAYS_ON, frequencyHz: 50 });
    const recorder = await createPolicy(under, { ...ALWAYS_ON, kind: 'flight-recorder', keepMs: 60_000 });
    const { standing = [] } = await assignmentsOf(agent);
    assert.deepEqual(standing.map(({ policyId }) => policyId).sort(), [fast.id, recorder.id].sort());
    assert.deepEqual(standing.find(({ mode }) => mode === 'flight-recorder')?.keepMs, 60_000);
    assert.deepEqual(await statesOf(under, slow), [[1, 'left-out', 'covered-by-policy']]);
    await under.asAdmin({ method: 'DELETE', url: `/v1/policies/${fast.id}` });
    await under.controller.applyPolicies();
    assert.deepEqual(await statesOf(under, slow), [[1, 'waiting', undefined]]);
  });

  it('end where they are disabled, and change where they are replaced', async () => {
    await using under = await openController();
    const agent = await under.joinAgent();
    await agent.report(envoys(1));
    const { id } = await createPolicy(under, ALWAYS_ON);
    const { version } = await assignmentsOf(agent);
    await under.asAdmin({
      method: 'PUT',
      url: `/v1/policies/${id}`,
      payload: { name: 'x', rule: { ...ALWAYS_ON, frequencyHz: 3 } },
    });
    const changed = await assignmentsOf(agent, version, 5_000);
    assert.notEqual(changed.version, version);
    assert.equal(changed.standing?.[0]?.frequencyHz, 3);
    await under.asAdmin({ method: 'POST', url: `/v1/policies/${id}/disable` });
    await under.controller.applyPolicies();
    assert.deepEqual(await standingPids(agent), []);
  });

  it('show what agents say of their own sessions only', async () => {
    await using under = await openController();
    const [agent, other] = [await under.joinAgent('a'), await under.joinAgent('b')];
    await agent.report(envoys(1));
    const policy = await createPolicy(under, ALWAYS_ON);
    const session = { policyId: policy.id, targetId: `${agent.agentId}:1:4711`, state: 'reduced', frequencyHz: 9 };
    const sessions = [{ ...session, reasonCode: 'over-budget', detail: '2.1 % of a CPU.' }];
    const report = { method: 'POST', url: '/agent/v1/standing', payload: { sessions } } as const;
    assert.equal((await other.call(report)).statusCode, 204);
    assert.deepEqual(await statesOf(under, policy), [[1, 'waiting', undefined]]);
    assert.equal((await agent.call(report)).statusCode, 204);
    const [target] = await targetsOf(under, policy);
    assert.deepEqual([target?.state, target?.frequencyHz, target?.reasonCode], ['reduced', 9, 'over-budget']);
    assert.match(target?.reason ?? '', /more of the agent than its policies allow. 2.1 % of a CPU/);
    under.clock.nowMs += 60_000;
    assert.equal((await targetsOf(under, policy))[0]?.reasonCode, 'agent-lost');
  });
});
