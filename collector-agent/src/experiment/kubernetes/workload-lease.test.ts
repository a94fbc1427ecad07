import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Outcome } from '../drivers/outcome.ts';
import { IstioRig, turned } from './testing/istio-rig.ts';

const half = turned({ knob: 'tracing.sampling', percent: 50 });
const LEASE = 'shop/meshprof-reviews';

describe('the Lease of a workload', () => {
  let rig: IstioRig;
  beforeEach(async () => (rig = await IstioRig.start()));
  afterEach(() => rig.stop());

  const holder = () => (rig.api.leases.get(LEASE)?.spec as { holderIdentity?: string } | undefined)?.holderIdentity;
  const failure = (outcome: Outcome<unknown>) => (outcome.ok ? 'it succeeded' : `${outcome.reason}: ${outcome.detail}`);

  it('keeps a second experiment away until the first has put everything back', async () => {
    const [first, second] = [rig.driver([half], {}, 'first'), rig.driver([half], {}, 'second')];
    const snapshot = valueOf(await first.snapshot());
    assert.equal(holder(), 'first');
    assert.match(
      failure(await second.snapshot()),
      /preflight-failed: .*taken by experiment first .*kubectl delete lease -n shop meshprof-reviews/
    );
    assert.ok((await second.preflight()).some(({ code }) => code === 'another-experiment'));
    valueOf(await first.restore(snapshot));
    assert.equal(holder(), undefined);
    valueOf(await second.snapshot());
    assert.equal(holder(), 'second');
  });

  it('of two that begin at once goes to one', async () => {
    const drivers = ['first', 'second'].map((id) => rig.driver([half], {}, id));
    const outcomes = await Promise.all(drivers.map((driver) => driver.snapshot()));
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  });

  it('is the same experiment’s after a kill, and another’s once it has expired', async () => {
    valueOf(await rig.driver([half], {}, 'killed').snapshot());
    valueOf(await rig.driver([half], {}, 'killed').snapshot());
    const lease = rig.api.leases.get(LEASE);
    assert.ok(lease !== undefined);
    const renewTime = '2026-01-01T00:00:00.000000Z';
    rig.api.leases.set(LEASE, { ...lease, spec: { ...lease.spec, renewTime } });
    valueOf(await rig.driver([half], {}, 'next').snapshot());
    assert.equal(holder(), 'next');
  });

  it('that somebody deletes ends the experiment; one that cannot be read does not', async () => {
    const driver = rig.driver([half]);
    const snapshot = valueOf(await driver.snapshot());
    valueOf(await driver.apply(half, snapshot));
    rig.proxy.manager = { tracing: { random_sampling: { value: 50 } } };
    valueOf(await driver.converge(half, new AbortController().signal));
    valueOf(await driver.checkUnchanged());
    rig.api.refuse = (_method, path) => (path.includes('/leases/') ? { status: 500, message: 'not now' } : undefined);
    valueOf(await driver.checkUnchanged());
    rig.api.refuse = () => undefined;
    rig.api.leases.clear();
    assert.match(failure(await driver.checkUnchanged()), /asked-for: Lease shop\/meshprof-reviews was deleted/);
  });
});

function valueOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.reason}: ${outcome.detail}`);
  return outcome.value;
}
