import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fail, type Outcome } from '../drivers/outcome.ts';
import type { StoredObject } from './testing/apply-intent.ts';
import { IstioRig, turned } from './testing/istio-rig.ts';

const half = turned({ knob: 'tracing.sampling', percent: 50 });
const OWN = 'shop/meshprof-reviews';
const ofReviews = { selector: { matchLabels: { app: 'reviews' } } };

describe('the Istio driver when the API server refuses, breaks off or is overtaken', () => {
  let rig: IstioRig;
  beforeEach(async () => (rig = await IstioRig.start()));
  afterEach(() => rig.stop());

  const takesEffect = () => (rig.proxy.manager = { tracing: { random_sampling: { value: 50 } } });
  const isBack = () => (rig.proxy.manager = { tracing: { random_sampling: { value: 1 } } });

  it('names the provider with every percentage, and puts our object away', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    assert.deepEqual(rig.api.telemetries.get(OWN)?.spec, {
      ...ofReviews,
      tracing: [{ providers: [{ name: 'zipkin' }], disableSpanReporting: false, randomSamplingPercentage: 50 }],
    });
    takesEffect();
    valueOf(await driver.converge(half, new AbortController().signal));
    isBack();
    assert.ok(valueOf(await driver.restore(snapshot)).proven);
    assert.equal(rig.api.telemetries.size, 0);
  });

  for (const [status, reason] of [
    [403, 'configuration-rejected'],
    [409, 'foreign-change'],
    [422, 'configuration-rejected'],
  ] as const) {
    it(`tells ${status} of a write as ${reason}, and has written nothing`, async () => {
      const driver = rig.driver([half]);
      const snapshot = valueOf(await driver.snapshot());
      rig.api.refuse = (method) => (method === 'PATCH' ? { status, message: 'because of the test' } : undefined);
      const outcome = await driver.apply(half, snapshot);
      assert.deepEqual([outcome.ok, !outcome.ok && outcome.reason], [false, reason]);
      assert.match(outcome.ok ? '' : outcome.detail, /because of the test/);
      assert.equal(rig.api.telemetries.size, 0);
    });
  }

  it('restores although the answer to its write never came', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    rig.api.refuse = (method) => (method === 'PATCH' ? 'break' : undefined);
    assert.equal((await driver.apply(half, snapshot)).ok, false);
    assert.ok(valueOf(await driver.restore(snapshot)).proven);
    assert.equal(rig.api.telemetries.size, 0);
  });

  it('deletes the object that another writer touched between reading and deleting', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    let touches = 2;
    rig.api.meanwhile = (method) => {
      const object = rig.api.telemetries.get(OWN);
      if (method !== 'DELETE' || object === undefined || (touches -= 1) < 0) return;
      const metadata = { ...object.metadata, resourceVersion: `touched-${touches}` };
      rig.api.telemetries.set(OWN, { ...object, metadata });
    };
    assert.ok(valueOf(await driver.restore(snapshot)).proven);
    assert.equal(rig.api.telemetries.size, 0);
    assert.equal(rig.api.requests.filter((request) => request.startsWith('DELETE /apis/telemetry')).length, 3);
  });

  it('says that it could not restore while the API server is away, and restores afterwards', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    rig.api.refuse = () => 'break';
    const outcome = await driver.restore(snapshot);
    assert.match(outcome.ok ? '' : outcome.detail, /could not be put back.*cannot be asked/);
    rig.api.refuse = () => undefined;
    assert.ok(valueOf(await driver.restore(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot)).proven);
  });

  it('gives an object of before back without what is ours, and keeps what others did beside it', async () => {
    const tracing = [{ providers: [{ name: 'zipkin' }], randomSamplingPercentage: 5 }];
    rig.api.put('shop', 'theirs', { ...ofReviews, tracing }, { annotations: { team: 'shop' } });
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    const turnedObject = rig.api.telemetries.get('shop/theirs');
    assert.equal((turnedObject?.spec['tracing'] as unknown[]).length, 2);
    rig.api.telemetries.set('shop/theirs', {
      ...(turnedObject as NonNullable<typeof turnedObject>),
      metadata: {
        ...(turnedObject as NonNullable<typeof turnedObject>).metadata,
        labels: { added: 'meanwhile' },
        resourceVersion: 'by-somebody',
      },
    });
    valueOf(await driver.restore(snapshot));
    const back = rig.api.telemetries.get('shop/theirs');
    assert.deepEqual(back?.spec, { ...ofReviews, tracing });
    assert.deepEqual(back?.metadata.annotations, { team: 'shop' });
    assert.deepEqual(back?.metadata.labels, { added: 'meanwhile' });
    assert.deepEqual(back?.metadata.managedFields, [{ manager: 'kubectl' }]);
  });

  it('neither writes over nor deletes what somebody made or changed since the snapshot', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    const theirs = rig.api.put('shop', 'meshprof-reviews', { ...ofReviews, tracing: [] });
    for (const outcome of [await driver.apply(half, snapshot), await driver.restore(snapshot)]) {
      assert.equal(!outcome.ok && outcome.reason, 'foreign-change');
    }
    assert.equal(rig.api.telemetries.get(OWN), theirs);

    rig.api.telemetries.clear();
    valueOf(await driver.apply(half, snapshot));
    const ours = rig.api.telemetries.get(OWN) as StoredObject;
    rig.api.telemetries.set(OWN, { ...ours, spec: { ...ours.spec, metrics: [] } });
    const outcome = await driver.apply(half, snapshot);
    assert.equal(!outcome.ok && outcome.reason, 'foreign-change');
  });

  it('puts the object back although the proxy is gone', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    rig.proxy.listeners = () => Promise.resolve(fail('proxy-restarted', 'Process 1 of the proxy has ended.'));
    const outcome = await driver.restore(snapshot);
    assert.match(outcome.ok ? '' : outcome.detail, /as before, but the proxy does not show it: Process 1/);
    assert.equal(rig.api.telemetries.size, 0);
  });

  it('does not make anew what somebody deleted meanwhile', async () => {
    rig.api.put('shop', 'theirs', ofReviews);
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    rig.api.telemetries.clear();
    const outcome = await driver.restore(snapshot);
    assert.equal(!outcome.ok && outcome.reason, 'foreign-change');
    assert.equal(rig.api.telemetries.size, 0);
  });

  it('tells a rejected listener, a variant that never shows, and an abort', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    const never = await driver.converge(half, new AbortController().signal);
    assert.match(
      never.ok ? '' : never.detail,
      /does not show the variant.*random_sampling 50 %, but found random_sampling 1 %/
    );
    assert.equal((await driver.converge(half, AbortSignal.timeout(300))).ok, false);
    rig.proxy.rejected = 1;
    const rejected = await driver.converge(half, new AbortController().signal);
    assert.equal(!rejected.ok && rejected.reason, 'configuration-rejected');
  });

  it('does not take a variant for applied while another part is still as the variant before left it', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    rig.proxy.manager = { tracing: { random_sampling: { value: 50 } }, access_log: [{ name: 'left over' }] };
    const outcome = await driver.converge(half, new AbortController().signal);
    assert.match(outcome.ok ? '' : outcome.detail, /access logs as before the experiment, but found changed/);
  });

  it('tells a guard that its object was deleted, changed, or taken by another experiment', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.checkUnchanged());
    valueOf(await driver.apply(half, snapshot));
    valueOf(await driver.checkUnchanged());
    takesEffect();
    valueOf(await driver.converge(half, new AbortController().signal));
    valueOf(await driver.checkUnchanged());
    const ours = rig.api.telemetries.get(OWN) as StoredObject;
    const seen = async (object: StoredObject | undefined) => {
      if (object === undefined) rig.api.telemetries.delete(OWN);
      else rig.api.telemetries.set(OWN, object);
      const outcome = await driver.checkUnchanged();
      return outcome.ok ? 'unchanged' : `${outcome.reason}: ${outcome.detail}`;
    };
    assert.match(await seen(undefined), /foreign-change.*deleted/);
    assert.match(await seen({ ...ours, spec: { ...ours.spec, tracing: [] } }), /foreign-change.*changed by/);
    const annotations = { ...ours.metadata.annotations, 'meshprof.dev/experiment': 'other' };
    assert.match(await seen({ ...ours, metadata: { ...ours.metadata, annotations } }), /turned by experiment other/);
    assert.equal(await seen(ours), 'unchanged');
    isBack();
    assert.match(await seen(ours), /foreign-change.*listeners are not as/);
  });

  it('refuses a snapshot of another driver', async () => {
    const outcome = await rig.driver().restore({ driver: 'envoy-runtime', hash: '', data: {} });
    assert.match(outcome.ok ? '' : outcome.detail, /not one of the Istio driver/);
  });
});

function valueOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.reason}: ${outcome.detail}`);
  return outcome.value;
}
