import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Agent, Page } from '@meshprof/contracts';
import { openController } from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import {
  createExperiment,
  joinExperimentAgent,
  order,
  showExperiment,
  specOf,
} from '../testing/experiments-under-test.ts';

const onNode = (node: string) => specOf({ target: { node, adminUrl: 'http://127.0.0.1:9901' } });

const ofWorkload = (node: string) => specOf({ driver: 'istio', target: { node, namespace: 'shop', workload: 'cart' } });

describe('experiments and the agents that run them', () => {
  forEachDatabase((databases) => {
    it('run one at a time on a node; the next begins by itself', async () => {
      await using under = await openController({ database: await databases.create() });
      const agent = await joinExperimentAgent(under);
      const other = await joinExperimentAgent(under, 'node-2');
      const first = await createExperiment(under);
      const second = await createExperiment(under);
      const elsewhere = await createExperiment(under, { spec: onNode('node-2') });
      const polled = await agent.poll(0);
      assert.deepEqual(
        polled.experiments.map(({ experimentId }) => experimentId),
        [first.id]
      );
      assert.equal(polled.experiments[0]?.seed, first.seed);
      assert.deepEqual(polled.experiments[0]?.spec, first.spec);
      assert.equal((await other.poll(0)).experiments[0]?.experimentId, elsewhere.id);
      assert.match(second.waitingFor ?? '', /runs on node node-1; this one begins when it has ended/);
      const waiting = agent.poll(polled.version, 20_000);
      await agent.report(first.id, { sequence: 1, state: 'done' });
      // Woken twice perhaps: once without the first, then with the second.
      let next = await waiting;
      if (next.experiments.length === 0) next = await agent.poll(next.version, 20_000);
      assert.deepEqual(
        next.experiments.map(({ experimentId }) => experimentId),
        [second.id]
      );
    });

    it('never have the same workload of a mesh at the same time, whichever node', async () => {
      await using under = await openController({ database: await databases.create() });
      const one = await joinExperimentAgent(under, 'node-1');
      const two = await joinExperimentAgent(under, 'node-2');
      const first = await createExperiment(under, { spec: ofWorkload('node-1') });
      const second = await createExperiment(under, { spec: ofWorkload('node-2') });
      assert.match(second.waitingFor ?? '', /changes the same target/);
      await one.poll(0);
      await one.report(first.id, { sequence: 1, state: 'restore-failed' });
      assert.equal((await two.poll(0)).experiments[0]?.experimentId, second.id);
    });
  });

  it('wait for an agent to join, and begin when one has', async () => {
    await using under = await openController();
    const profiler = await under.joinAgent();
    const { id, waitingFor } = await createExperiment(under);
    assert.match(waitingFor ?? '', /No experiment agent has joined from node node-1\. Start/);
    const agent = await joinExperimentAgent(under);
    await under.controller.applyExperiments();
    assert.equal((await agent.poll(0)).experiments[0]?.experimentId, id);
    assert.deepEqual(
      (await profiler.call({ url: '/agent/v1/experiments?version=0&waitMs=0' })).json<{ experiments: [] }>()
        .experiments,
      []
    );
  });

  it('go to another agent if theirs is gone before it heard of them', async () => {
    await using under = await openController();
    await joinExperimentAgent(under);
    const { id } = await createExperiment(under);
    under.clock.nowMs += 60_000;
    await under.controller.applyExperiments();
    assert.match((await showExperiment(under, id)).waitingFor ?? '', /has not been heard of since/);
    assert.equal((await order(under, id, 'abort')).json<{ state: string }>().state, 'aborted');
  });

  it('say since when their agent is silent, and wait for it', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const { id } = await createExperiment(under);
    await agent.poll(0);
    await agent.report(id, { sequence: 1, state: 'running' });
    const heardAtMs = under.clock.nowMs;
    under.clock.nowMs += 60_000;
    await under.controller.applyExperiments();
    const silent = await showExperiment(under, id);
    assert.deepEqual([silent.state, silent.silentSinceUnixMs], ['running', heardAtMs]);
    // Nobody but the agent can tell whether the proxy is as it was.
    assert.equal((await order(under, id, 'abort')).json<{ state: string }>().state, 'running');
    const metrics = (await under.call({ url: '/metrics' })).body;
    assert.match(metrics, /^meshprof_controller_experiments_silent 1$/m);
    assert.match(metrics, /^meshprof_controller_experiments\{state="running"\} 1$/m);
    assert.deepEqual((await agent.report(id, { sequence: 2, state: 'running' })).json(), { order: 'abort' });
    assert.equal((await showExperiment(under, id)).silentSinceUnixMs, undefined);
  });

  it('end as not proven to be restored when their agent is deleted or revoked', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const { id } = await createExperiment(under);
    const next = await createExperiment(under);
    await agent.poll(0);
    await agent.report(id, { sequence: 1, state: 'running' });
    await under.asAdmin({ method: 'POST', url: `/v1/agents/${agent.agentId}/revoke` });
    await under.controller.applyExperiments();
    const ended = await showExperiment(under, id);
    assert.equal(ended.state, 'restore-failed');
    assert.match(ended.detail ?? '', /agent was revoked before it reported the end.*look at the proxy/);
    assert.match((await showExperiment(under, next.id)).waitingFor ?? '', /No experiment agent has joined/);
  });

  it('show their agents as what they are, whatever these report about processes', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const facts = {
      ...{ node: 'node-1', version: '0.2.0', capabilities: ['experiments'], kernel: '6.18.5', architecture: 'x64' },
      requirements: [],
    };
    const beat = await agent.call({ method: 'POST', url: '/agent/v1/heartbeat', payload: { facts } });
    assert.deepEqual(beat.json(), { inventory: false });
    const { items } = (await under.asAdmin({ url: '/v1/agents' })).json<Page<Agent>>();
    const [shown] = items;
    assert.deepEqual(
      [items.length, shown?.state, shown?.capabilities, shown?.targets, shown?.kernel, shown?.limits],
      [1, 'connected', ['experiments'], 0, '6.18.5', undefined]
    );
  });
});
