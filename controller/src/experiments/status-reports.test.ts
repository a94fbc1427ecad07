import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Experiment, ExperimentReport, ExperimentSpec, Problem } from '@meshprof/contracts';
import type { StateEvent } from '../events/event-log.ts';
import { openController } from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';
import { createExperiment, joinExperimentAgent, showExperiment, slotOf } from '../testing/experiments-under-test.ts';

const places = ({ slots }: Experiment) => slots.map(({ phase, block, slot, attempt }) => [phase, block, slot, attempt]);

describe("an experiment agent's reports", () => {
  forEachDatabase((databases) => {
    it('may be repeated, late and out of order: slots are kept, the newest state counts', async () => {
      await using under = await openController({ database: await databases.create() });
      const agent = await joinExperimentAgent(under);
      const { id } = await createExperiment(under);
      await agent.poll(0);
      const progress = {
        phase: 'variants',
        block: 1,
        blocks: 8,
        slot: 0,
        slots: 3,
        variant: 'all',
        leftMs: 5,
      } as const;
      await agent.report(id, { sequence: 3, state: 'running', slots: [slotOf({ block: 1 })] });
      await agent.report(id, {
        sequence: 5,
        state: 'running',
        slots: [slotOf({ slot: 1, attempt: 1 }), slotOf({ block: 1 })],
        progress: { ...progress, step: 'measure' },
      });
      await agent.report(id, { sequence: 4, state: 'a-a', slots: [slotOf({ phase: 'a-a', variant: 'off' })] });
      await agent.report(id, { sequence: 5, state: 'paused', slots: [] });
      const shown = await showExperiment(under, id);
      assert.equal(shown.state, 'running');
      assert.deepEqual(shown.progress, { ...progress, step: 'measure' });
      assert.deepEqual(places(shown), [
        ['a-a', 0, 0, 0],
        ['variants', 0, 1, 1],
        ['variants', 1, 0, 0],
      ]);
    });
  });

  it('end an experiment once; later ones add slots only', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const { id } = await createExperiment(under);
    const { version } = await agent.poll(0);
    await agent.report(id, { sequence: 8, state: 'done' });
    under.clock.nowMs += 5_000;
    const late = await agent.report(id, { sequence: 9, state: 'running', slots: [slotOf()] });
    assert.deepEqual(late.json(), { order: 'run' });
    const shown = await showExperiment(under, id);
    assert.deepEqual([shown.state, shown.slots.length, shown.endUnixMs], ['done', 1, under.clock.nowMs - 5_000]);
    const after = await agent.poll(version);
    assert.deepEqual(after.experiments, []);
    assert.notEqual(after.version, version);
  });

  it('are told to the event log, each change of state once', async () => {
    const told: string[] = [];
    const onEvent = ({ name, isBad, attributes }: StateEvent) => {
      told.push(`${name} ${String(attributes['previous_state'])} ${String(attributes['state'])} ${isBad}`);
    };
    await using under = await openController({ onEvent });
    const agent = await joinExperimentAgent(under);
    const { id } = await createExperiment(under);
    await agent.poll(0);
    for (const sequence of [1, 1, 2]) await agent.report(id, { sequence, state: 'running' });
    await agent.report(id, { sequence: 3, state: 'restore-failed' });
    assert.deepEqual(told, [
      'meshprof.experiment.state undefined approved false',
      'meshprof.experiment.state approved running false',
      'meshprof.experiment.state running restore-failed true',
    ]);
  });

  it('bring the report, as JSON and as Markdown', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const { id, spec } = await createExperiment(under);
    await agent.poll(0);
    const url = `/v1/experiments/${id}/report`;
    const none = await under.asAdmin({ url });
    assert.deepEqual(
      [none.statusCode, none.json<Problem>().detail],
      [404, 'The experiment is approved and has no report (yet).']
    );
    const wrong = await agent.report(id, { sequence: 1, report: reportOf('another', spec) });
    assert.deepEqual([wrong.statusCode, wrong.json<Problem>().errors?.[0]?.path], [400, '/report/experimentId']);
    const answer = await agent.report(id, { sequence: 2, state: 'done', report: reportOf(id, spec) });
    assert.equal(answer.statusCode, 200, answer.body);
    assert.deepEqual((await under.asAdmin({ url })).json(), reportOf(id, spec));
    assert.deepEqual((await showExperiment(under, id)).report, reportOf(id, spec));
    const markdown = await under.asAdmin({ url, headers: { accept: 'text/markdown, application/json' } });
    assert.match(String(markdown.headers['content-type']), /^text\/markdown/);
    assert.match(markdown.body, /^# what it costs/);
    const json = await under.asAdmin({ url, headers: { accept: 'application/json, text/markdown' } });
    assert.match(String(json.headers['content-type']), /^application\/json/);
  });

  it('are refused of drafts and of experiments of others; one before the begin changes nothing', async () => {
    await using under = await openController();
    const agent = await joinExperimentAgent(under);
    const stranger = await joinExperimentAgent(under, 'node-2');
    const { id } = await createExperiment(under);
    await agent.poll(0);
    assert.equal((await agent.report(id, { state: 'draft' })).statusCode, 400);
    assert.deepEqual((await agent.report(id, { state: 'approved' })).json(), { order: 'run' });
    assert.equal((await stranger.report(id, { state: 'done' })).statusCode, 404);
    assert.equal((await agent.report('x', { state: 'done' })).statusCode, 404);
    const shown = await showExperiment(under, id);
    assert.deepEqual([shown.state, shown.startUnixMs], ['approved', undefined]);
  });
});

function reportOf(experimentId: string, spec: ExperimentSpec): ExperimentReport {
  return {
    format: 1,
    experimentId,
    title: 'what it costs',
    spec,
    seed: 1,
    startUnixMs: 1,
    endUnixMs: 2,
    blocks: 8,
    minEffectPercent: 2,
    noise: { aaSlots: 4, sdPercent: 1, detectablePercent: 2 },
    drift: { rankCorrelation: null, pValue: null, drifts: false },
    variants: [],
    restored: { proven: true, hashBefore: 'a', hashAfter: 'a' },
    limits: 'On this machine.',
    warnings: [],
  };
}
