import assert from 'node:assert/strict';
import type { ExperimentSpec, KnobValue, Variant } from '@meshprof/contracts';
import type { Driver, Snapshot } from '../../../collector-agent/src/experiment/drivers/driver.ts';
import { openDriver } from '../../../collector-agent/src/experiment/drivers/open-driver.ts';
import type { Outcome } from '../../../collector-agent/src/experiment/drivers/outcome.ts';

const HANG_LIMIT_MS = 60_000;

export const baseline: Variant = { name: 'baseline', knobs: [] };
export const variantOf = (...knobs: KnobValue[]): Variant => ({ name: 'variant', knobs });

export interface OpenedDriver {
  readonly driver: Driver;
  readonly snapshot: Snapshot;
}

export function specOf(
  kind: ExperimentSpec['driver'],
  target: ExperimentSpec['target'],
  ...variants: Variant[]
): ExperimentSpec {
  return { driver: kind, target, baseline, variants, load: { generator: 'external' } };
}

export async function open(spec: ExperimentSpec): Promise<Driver> {
  return unwrap(await openDriver(spec, { openIstio: () => assert.fail('no Istio here') }));
}

export async function openWithSnapshot(spec: ExperimentSpec): Promise<OpenedDriver> {
  const driver = await open(spec);
  return { driver, snapshot: unwrap(await driver.snapshot()) };
}

export function unwrap<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.reason}: ${outcome.detail}`);
  return outcome.value;
}

/** Applies, waits, makes traffic, and gives what the proxy proves of it. */
export async function tryVariant(
  { driver, snapshot }: OpenedDriver,
  variant: Variant,
  traffic: () => Promise<unknown>
) {
  unwrap(await driver.apply(variant, snapshot));
  const converged = unwrap(await driver.converge(variant, AbortSignal.timeout(HANG_LIMIT_MS)));
  assert.ok(converged.drained, 'old connections are gone');
  const before = unwrap(await driver.readCounters());
  await traffic();
  const after = unwrap(await driver.readCounters());
  const unchanged = await driver.checkUnchanged();
  assert.ok(unchanged.ok, unchanged.ok ? '' : unchanged.detail);
  return { proofs: await driver.prove(variant, before, after), hash: converged.configHash };
}

export function assertProven(proofs: Awaited<ReturnType<Driver['prove']>>): void {
  for (const proof of proofs)
    assert.ok(proof.proven, `${proof.knob}: expected ${proof.expected}, saw ${proof.observed}`);
}
