import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Experiment, ExperimentPlan, ExperimentSummary, Page, Problem } from '@meshprof/contracts';
import { openController } from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import {
  createExperiment,
  joinExperimentAgent,
  order,
  showExperiment,
  slotOf,
  specOf,
} from '../testing/experiments-under-test.ts';

describe('experiments', () => {
  it('are planned without being stored, with what the controller knows of the node', async () => {
    await using under = await openController();
    const plan = async () => {
      const answer = await under.asAdmin({ method: 'POST', url: '/v1/experiments/plan', payload: specOf() });
      return answer.json<ExperimentPlan>();
    };
    const alone = await plan();
    assert.ok(alone.schedule.length > 0);
    const [finding] = alone.findings.filter(({ code }) => code === 'would-wait');
    assert.match(finding?.sentence ?? '', /No experiment agent has joined from node node-1/);
    await joinExperimentAgent(under);
    assert.deepEqual(
      (await plan()).findings.filter(({ code }) => code === 'would-wait'),
      []
    );
    assert.deepEqual((await under.asAdmin({ url: '/v1/experiments' })).json(), { items: [] });
  });

  it('are refused without a node, and where the spec is none', async () => {
    await using under = await openController();
    const post = (payload: object) => under.asAdmin({ method: 'POST', url: '/v1/experiments', payload });
    const nowhere = await post(specOf({ target: { adminUrl: 'http://127.0.0.1:9901' } }));
    assert.equal(nowhere.statusCode, 422);
    const problem = nowhere.json<Problem>();
    assert.deepEqual([problem.code, problem.errors?.[0]?.path], ['experiment-refused', '/target/node']);
    assert.match(problem.detail ?? '', /names no node.*Set target\.node/);
    const foreign = await post({ ...specOf(), target: { node: 'n', adminUrl: 'http://10.0.0.1:9901' } });
    assert.deepEqual([foreign.statusCode, foreign.json<Problem>().errors?.[0]?.path], [400, '/target/adminUrl']);
  });

  it('are made once for an idempotency key, and keep everything that was asked for', async () => {
    await using under = await openController();
    const create = (payload: object, key: string) =>
      under.asAdmin({ method: 'POST', url: '/v1/experiments', payload, headers: { 'idempotency-key': key } });
    const first = await create(specOf({ title: 'once' }), 'k');
    const again = await create(specOf({ title: 'once' }), 'k');
    assert.deepEqual([first.statusCode, again.statusCode], [201, 200]);
    const made = first.json<Experiment>();
    assert.equal(again.json<Experiment>().id, made.id);
    assert.equal(first.headers.location, `/v1/experiments/${made.id}`);
    assert.equal((await create(specOf({ title: 'other' }), 'k')).json<Problem>().code, 'idempotency-key-reused');
    // Defaults are filled in here, so that no version of an agent runs anything else.
    assert.equal(made.spec.blocks, 8);
    assert.equal(made.spec.seed, made.seed);
    assert.equal(made.plan.seed, made.seed);
    assert.deepEqual(made.variants, ['off', 'all']);
  });

  it('are listed newest first, in pages, by state, node, author and words', async () => {
    await using under = await openController();
    const ids: string[] = [];
    for (const [index, login] of ['ann', 'ben', 'ann'].entries()) {
      under.clock.nowMs += 1_000;
      const spec = specOf({
        title: `number ${['alpha', 'beta', 'gamma'][index]}`,
        ...(index === 2 && { approval: 'second-person' }),
      });
      ids.push((await createExperiment(under, { login, spec })).id);
    }
    const list = async (query: string) => {
      const { items } = (await under.asAdmin({ url: `/v1/experiments?${query}` })).json<Page<ExperimentSummary>>();
      return items.map(({ id }) => ids.indexOf(id));
    };
    assert.deepEqual(await list(''), [2, 1, 0]);
    assert.deepEqual(await list('author=ann'), [2, 0]);
    assert.deepEqual(await list('state=draft'), [2]);
    assert.deepEqual(await list('state=approved&state=draft'), [2, 1, 0]);
    assert.deepEqual(await list('node=node-2'), []);
    assert.deepEqual(await list('search=BETA+number'), [1]);
    const page = (await under.asAdmin({ url: '/v1/experiments?limit=2' })).json<Page<ExperimentSummary>>();
    assert.deepEqual(await list(`limit=2&cursor=${page.nextCursor}`), [0]);
  });

  it('wait for another person where the spec says so: never the author, never nobody', async () => {
    await using under = await openController();
    const { id } = await createExperiment(under, { spec: specOf({ approval: 'second-person' }) });
    assert.match((await showExperiment(under, id)).waitingFor ?? '', /approval of another person/);
    for (const login of ['ann', 'ANN', '']) {
      const refused = await order(under, id, 'approve', login);
      assert.deepEqual([refused.statusCode, refused.json<Problem>().code], [403, 'second-person-needed'], login);
    }
    const approved = await order(under, id, 'approve', 'ben');
    assert.deepEqual(
      [approved.statusCode, approved.json<Experiment>().state, approved.json<Experiment>().approvedBy],
      [200, 'approved', 'ben']
    );
    const twice = await order(under, id, 'approve', 'cid');
    assert.deepEqual(
      [twice.statusCode, twice.json<Problem>().detail],
      [409, 'The experiment is approved; ben approved it.']
    );
  });

  it('of one who needs no approval cannot be approved', async () => {
    await using under = await openController();
    const { id, state } = await createExperiment(under);
    assert.equal(state, 'approved');
    assert.match((await order(under, id, 'approve', 'ben')).json<Problem>().detail ?? '', /it needed no approval/);
  });

  it('obey pause, resume and abort through their agent, and say so only when it has', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const { id } = await createExperiment(under);
    assert.equal((await order(under, id, 'pause')).statusCode, 409);
    await agent.poll(0);
    await agent.report(id, { sequence: 1, state: 'running' });
    assert.equal((await order(under, id, 'resume')).json<Problem>().detail, 'The experiment is not paused.');
    const paused = await order(under, id, 'pause');
    assert.deepEqual([paused.json<Experiment>().state, paused.json<Experiment>().order], ['running', 'pause']);
    assert.deepEqual((await agent.report(id, { sequence: 2, state: 'paused' })).json(), { order: 'pause' });
    assert.equal((await order(under, id, 'resume')).json<Experiment>().order, 'run');
    assert.equal((await order(under, id, 'abort', 'ben')).json<Experiment>().order, 'abort');
    assert.equal((await order(under, id, 'abort')).statusCode, 200);
    assert.match((await order(under, id, 'resume')).json<Problem>().detail ?? '', /being aborted/);
    await agent.report(id, { sequence: 3, state: 'restoring' });
    await agent.report(id, { sequence: 4, state: 'aborted', abortReason: 'asked-for' });
    const ended = await showExperiment(under, id);
    assert.deepEqual([ended.state, ended.abortReason, ended.detail], ['aborted', 'asked-for', 'ben aborted it.']);
    assert.match((await order(under, id, 'pause')).json<Problem>().detail ?? '', /has ended: it is aborted/);
  });

  it('that no agent has heard of are aborted at once', async () => {
    await using under = await openController();
    const { id } = await createExperiment(under);
    const aborted = (await order(under, id, 'abort')).json<Experiment>();
    assert.equal(aborted.state, 'aborted');
    assert.match(aborted.detail ?? '', /ann aborted it before it had begun/);
  });

  it('are run again with the same seed or a new one', async () => {
    await using under = await openController();
    const first = await createExperiment(under, { spec: specOf({ seed: 7 }) });
    const rerun = async (payload: object) => {
      const url = `/v1/experiments/${first.id}/rerun`;
      return (await under.through('experiment', { method: 'POST', url, payload }, 'ben')).json<Experiment>();
    };
    const same = await rerun({});
    assert.deepEqual([same.seed, same.copyOf, same.author, same.title], [7, first.id, 'ben', first.title]);
    assert.deepEqual(same.plan.schedule, first.plan.schedule);
    assert.notEqual((await rerun({ seed: 'new' })).seed, 7);
  });

  it('are deleted once they have ended, with what they measured', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const { id } = await createExperiment(under);
    await agent.poll(0);
    await agent.report(id, { sequence: 1, slots: [slotOf()] });
    const remove = () => under.through('experiment', { method: 'DELETE', url: `/v1/experiments/${id}` }, 'ben');
    const early = await remove();
    assert.deepEqual([early.statusCode, early.json<Problem>().code], [409, 'conflict']);
    await agent.report(id, { sequence: 2, state: 'inconclusive' });
    assert.equal((await remove()).statusCode, 204);
    assert.equal((await remove()).statusCode, 404);
    const late = await agent.report(id, { sequence: 3, state: 'inconclusive', slots: [slotOf({ block: 1 })] });
    assert.equal(late.statusCode, 404);
  });

  it('have each change in the audit log, with who made it', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const { id } = await createExperiment(under, { spec: specOf({ approval: 'second-person' }) });
    await order(under, id, 'approve', 'ben');
    await agent.poll(0);
    await agent.report(id, { sequence: 1, state: 'preflight' });
    for (const name of ['pause', 'pause', 'resume', 'abort']) await order(under, id, name, 'cid');
    await agent.report(id, { sequence: 2, state: 'aborted', abortReason: 'asked-for' });
    await under.through('experiment', { method: 'DELETE', url: `/v1/experiments/${id}` }, 'dan');
    const { items } = (await under.asAdmin({ url: `/v1/audit?objectId=${id}` })).json<{
      items: { action: string; actor: string }[];
    }>();
    assert.deepEqual(items.map(({ action, actor }) => `${actor} ${action}`).reverse(), [
      'ann experiment.create',
      'ben experiment.approve',
      `agent:${agent.agentId} experiment.begin`,
      'cid experiment.pause',
      'cid experiment.resume',
      'cid experiment.abort',
      `agent:${agent.agentId} experiment.end`,
      'dan experiment.delete',
    ]);
  });

  forEachDatabase((databases) => {
    it('survive a restart of the controller with everything', async () => {
      const database = await databases.create();
      const first = await openController({ database });
      const agent = await joinExperimentAgent(first);
      const { id } = await createExperiment(first);
      const waiting = await createExperiment(first);
      const polled = await agent.poll(0);
      await agent.report(id, { sequence: 1, state: 'running', slots: [slotOf()] });
      const seen = await Promise.all([id, waiting.id].map((each) => showExperiment(first, each)));
      assert.match(seen[1]?.waitingFor ?? '', new RegExp(`Experiment ${id} runs on node node-1`));
      await first[Symbol.asyncDispose]();
      await using second = await openController({ database });
      assert.deepEqual(await Promise.all([id, waiting.id].map((each) => showExperiment(second, each))), seen);
      const again = await joinExperimentAgent(second);
      assert.deepEqual(await again.poll(0), polled);
    });
  });
});
