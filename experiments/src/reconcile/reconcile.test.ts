import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnobValue, SlotResult, Variant, VariantReport } from '@meshprof/contracts';
import { buildReport } from '../report/build-report.ts';
import { normal } from '../statistics/normal.ts';
import { profiledSlot } from '../test-support/profiled-slot.ts';
import { sampleSpec } from '../test-support/sample-spec.ts';
import { simulate } from '../test-support/simulated-slots.ts';
import { differingKnobs, directCategories } from './direct-categories.ts';

const BASELINE_US = { 'http.codec': 60, allocation: 30, other: 10 };
const VARIANT_US = { ...BASELINE_US, 'tracing.span': 10, 'tracing.export': 6, allocation: 34 };

/** Twenty of a hundred microseconds: 16 of tracing and 4 of allocation, or what a test says. */
function variantReport(
  usOfVariant: Readonly<Record<string, number>> = VARIANT_US,
  effectPercent = 20,
  adjust: (slot: SlotResult) => SlotResult = (slot) => slot
): VariantReport {
  const input = simulate({
    spec: sampleSpec(1),
    seed: 1,
    slotNoise: (random) => 0.005 * normal(random),
    effectsPercent: { 'tracing-1': effectPercent },
    adjust: (slot) => adjust(profiledSlot(slot, slot.variant === 'tracing-1' ? usOfVariant : BASELINE_US)),
  });
  return buildReport(input).variants[1] ?? assert.fail('no variant');
}

const near = (actual: number | undefined, expected: number, within = 0.01) =>
  assert.ok(Math.abs((actual ?? NaN) - expected) <= within, `${actual}, not ${expected}`);

describe('what a difference consists of', () => {
  it('takes it apart by category, the largest first, direct and indirect', () => {
    const { categories } = variantReport();
    assert.deepEqual(
      categories.slice(0, 3).map(({ category, direct }) => [category, direct]),
      [
        ['tracing.span', true],
        ['tracing.export', true],
        ['allocation', false],
      ]
    );
    near(categories[0]?.changeUs, 10);
    near(categories[2]?.baselineUs, 30);
    near(categories[2]?.variantUs, 34);
    near(categories.find(({ category }) => category === 'http.codec')?.changeUs, 0);
  });

  it('compares with the mean of both baselines of a block', () => {
    const dearer = (slot: SlotResult) =>
      slot.variant === 'tracing-0' && slot.slot > 0 ? profiledSlot(slot, { ...BASELINE_US, allocation: 34 }) : slot;
    const { categories } = variantReport(VARIANT_US, 20, dearer);
    near(categories.find(({ category }) => category === 'allocation')?.baselineUs, 32);
    near(categories.find(({ category }) => category === 'allocation')?.changeUs, 2);
  });

  it('adds up to what was measured', () => {
    const { reconciliation } = variantReport();
    near(reconciliation?.directUs, 16);
    near(reconciliation?.indirectUs, 4);
    near(reconciliation?.measuredUs, 20, 1);
    assert.equal(reconciliation?.reconciles, true);
    assert.match(reconciliation.sentence, /^16 µs direct and 4 µs indirect make 20 µs of .* measured\.$/);
  });

  it('never makes up for samples that are missing: indirect cost is summed, not what remains', () => {
    const loseAllocation = (slot: SlotResult): SlotResult => {
      const { profile } = slot;
      if (!profile || slot.variant !== 'tracing-1') return slot;
      const { allocation: _lost, ...rest } = profile.onCpuSamplesByCategory;
      return { ...slot, profile: { ...profile, onCpuSamplesByCategory: rest } };
    };
    const { reconciliation } = variantReport(VARIANT_US, 20, loseAllocation);
    near(reconciliation?.directUs, 16);
    near(reconciliation?.indirectUs, -30);
    assert.equal(reconciliation?.reconciles, false);
    near(reconciliation.offByPercent ?? undefined, -170, 10);
    assert.match(reconciliation.sentence, /too little, so the categories do not explain this difference/);
  });

  it('says so where the measured difference is less certain than that', () => {
    const noisy = (slot: SlotResult): SlotResult => {
      const isLow = slot.variant === 'tracing-1' && slot.block % 2 === 0;
      return isLow ? { ...slot, cpuPerRequestUs: slot.cpuPerRequestUs * 0.86 } : slot;
    };
    const { reconciliation } = variantReport(VARIANT_US, 22, noisy);
    assert.equal(reconciliation?.reconciles, false);
    assert.match(reconciliation.sentence, /too much, but within the interval of what was measured, .* µs to .* µs/);
  });

  it('reconciles within 20 % and not beyond', () => {
    // Profile windows show 20 µs.
    assert.equal(variantReport(VARIANT_US, 24).reconciliation?.reconciles, true);
    assert.equal(variantReport(VARIANT_US, 17.5).reconciliation?.reconciles, true);
    assert.equal(variantReport(VARIANT_US, 26).reconciliation?.reconciles, false);
    assert.equal(variantReport(VARIANT_US, 16).reconciliation?.reconciles, false);
  });

  it('says so where the difference is too small to take apart', () => {
    const { reconciliation } = variantReport(BASELINE_US, 0);
    assert.equal(reconciliation?.offByPercent, null);
    assert.equal(reconciliation.reconciles, false);
    assert.match(reconciliation.sentence, /nothing to take apart/);
  });

  it('is not there without profiles', () => {
    const { reconciliation, categories } = variantReport(VARIANT_US, 20, ({ profile: _none, ...slot }) => slot);
    assert.equal(reconciliation, null);
    assert.deepEqual(categories, []);
  });
});

describe('direct categories', () => {
  const variant = (...knobs: KnobValue[]): Variant => ({ name: 'v', knobs });
  const direct = (...knobs: KnobValue[]) => [...directCategories(variant(...knobs), variant())].sort();

  it('are those of the knobs that differ, the whole feature', () => {
    assert.deepEqual(direct({ knob: 'tracing.sampling', percent: 1 }), ['tracing.export', 'tracing.span']);
    assert.deepEqual(direct({ knob: 'accesslog.format', prepared: 'short' }), [
      'accesslog.format',
      'accesslog.other',
      'accesslog.write',
    ]);
    assert.deepEqual(direct({ knob: 'filter.enabled', name: 'envoy.filters.http.lua', on: false }), ['filter.lua']);
    assert.deepEqual(direct({ knob: 'filter.enabled', name: 'envoy.filters.http.jwt_authn', on: false }), [
      'filter.authz',
    ]);
    assert.deepEqual(direct({ knob: 'filter.enabled', name: 'some.filter', on: false }), ['filter.other']);
  });

  it('leave out what both set alike, in whatever order', () => {
    const log: KnobValue = { knob: 'accesslog.sink', sink: 'file', path: '/x' };
    const turned = Object.fromEntries(Object.entries(log).reverse()) as KnobValue;
    assert.deepEqual(differingKnobs(variant(log), variant(turned)), []);
    const sampling = (percent: number): KnobValue => ({ knob: 'tracing.sampling', percent });
    assert.equal(differingKnobs(variant(log, sampling(1)), variant(sampling(2), turned)).length, 2);
  });
});
