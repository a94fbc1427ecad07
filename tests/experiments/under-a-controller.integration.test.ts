import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Agent, type AuditEntry, type Experiment, GUARDS, type Page } from '@meshprof/contracts';
import { waitFor } from '../harness/wait-for.ts';
import { ControlledRig } from './harness/controlled-rig.ts';

/** Against a hang: the runs take a minute each, several times that on a busy machine. */
const HANG_LIMIT_MS = 900_000;

const isRunning = ({ state }: Experiment) => state === 'running' || state === 'a-a';
const hasEnded = ({ endUnixMs }: Experiment) => endUnixMs !== undefined;

describe('experiments under a controller', { timeout: HANG_LIMIT_MS }, () => {
  let rig: ControlledRig;
  before(async () => {
    rig = await ControlledRig.start();
  });
  after(() => rig.stop());

  async function untilChanged(): Promise<void> {
    await waitFor(async () => ((await rig.samplingOverride()) === '' ? undefined : true), {
      what: 'a changed proxy',
      timeoutMs: 120_000,
      intervalMs: 50,
    });
  }

  async function untilAsBefore(): Promise<void> {
    const ask = async () => ((await rig.samplingOverride()) === '' ? true : undefined);
    await waitFor(ask, { what: `the proxy as it was before:\n${rig.agentLog()}`, timeoutMs: 120_000 });
  }

  it('run to their end, one after the other, with the proxy as it was and all that was measured here', async () => {
    const first = await rig.create({ title: 'first' });
    const second = await rig.create({ title: 'second' });
    assert.ok(second.waitingFor);
    const [agent] = (await rig.api<Page<Agent>>('GET', '/v1/agents')).items;
    if (agent !== undefined) assert.deepEqual(agent.capabilities, ['experiments']);
    await rig.until(first.id, 'the first to run', isRunning);
    assert.match((await rig.show(second.id)).waitingFor ?? '', new RegExp(`Experiment ${first.id} runs on node`));
    const watched = await rig.until(first.id, 'what its guards see', ({ progress }) => progress?.guards !== undefined);
    assert.deepEqual(
      watched.progress?.guards?.readings.map(({ guard }) => guard),
      Object.keys(GUARDS)
    );
    const ended = await rig.until(first.id, 'the first to end', hasEnded);
    assert.equal(ended.state, 'inconclusive', JSON.stringify([ended.abortReason, ended.detail]));
    assert.equal(ended.report?.restored.proven, true);
    assert.equal(ended.report?.restored.hashBefore, ended.report?.restored.hashAfter);
    assert.deepEqual(
      ended.report?.variants.map(({ name, baseline }) => [name, baseline]),
      [
        ['none', true],
        ['half', false],
      ]
    );
    const counted = ended.slots.filter((slot) => slot.void === undefined);
    assert.equal(counted.length, ended.plan.slots);
    await rig.until(second.id, 'the second to run', isRunning);
    await rig.api('POST', `/v1/experiments/${second.id}/abort`);
    const aborted = await rig.until(second.id, 'the second to be aborted', hasEnded);
    assert.deepEqual([aborted.state, aborted.abortReason], ['aborted', 'asked-for']);
    assert.equal(await rig.samplingOverride(), '');
  });

  it('put the proxy back when the controller is killed, and go on when it is there again', async () => {
    const { id } = await rig.create();
    await rig.until(id, 'a running one', isRunning);
    await untilChanged();
    await rig.killController();
    await untilAsBefore();
    await rig.startController();
    const ended = await rig.until(id, 'its end', hasEnded);
    assert.equal(ended.state, 'inconclusive', JSON.stringify([ended.abortReason, ended.detail]));
    assert.equal(ended.report?.restored.proven, true);
    assert.equal(await rig.samplingOverride(), '');
  });

  it('put the proxy back first of all when their agent was killed, and go on', async () => {
    const { id } = await rig.create();
    await rig.until(id, 'a running one', isRunning);
    await untilChanged();
    await rig.killAgent();
    rig.startAgent();
    const ended = await rig.until(id, 'its end', hasEnded);
    assert.equal(ended.state, 'inconclusive', JSON.stringify([ended.abortReason, ended.detail]));
    assert.equal(ended.report?.restored.proven, true);
    assert.equal(await rig.samplingOverride(), '');
    const { items } = await rig.api<Page<AuditEntry>>('GET', `/v1/audit?objectId=${id}`);
    assert.deepEqual(items.map(({ action }) => action).reverse(), [
      'experiment.create',
      'experiment.begin',
      'experiment.end',
    ]);
  });

  it('lose nothing when both are killed: paused, resumed and ended as ordered', async () => {
    const { id } = await rig.create();
    await rig.until(id, 'a running one', isRunning);
    await untilChanged();
    await Promise.all([rig.killAgent(), rig.killController()]);
    await rig.startController();
    await rig.api('POST', `/v1/experiments/${id}/pause`);
    rig.startAgent();
    await rig.until(id, 'a paused one', ({ state }) => state === 'paused');
    assert.equal(await rig.samplingOverride(), '');
    await rig.api('POST', `/v1/experiments/${id}/resume`);
    await rig.until(id, 'a resumed one', isRunning);
    await rig.api('POST', `/v1/experiments/${id}/abort`);
    const ended = await rig.until(id, 'its end', hasEnded);
    assert.equal(ended.state, 'aborted');
    assert.equal(await rig.samplingOverride(), '');
  });
});
