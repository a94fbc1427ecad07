import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExperimentReport, ExperimentSpec } from '@meshprof/contracts';
import { detectableInDeviations, STATED_POWER } from '../statistics/detectable-effect.ts';
import { normal } from '../statistics/normal.ts';
import type { Random } from '../statistics/random.ts';
import { sampleSpec } from '../test-support/sample-spec.ts';
import { simulate, type Simulation } from '../test-support/simulated-slots.ts';
import { levelAtEnd, LOOKS_AFTER_BLOCKS } from '../verdict/look.ts';
import { mayEndEarly } from './analysis.ts';
import { buildReport } from './build-report.ts';

const EXPERIMENTS = 2_000;
/** Seeds are fixed, so the rates below are the same each time. */
const FIRST_SEED = 1_000_000;
const FALSE_POSITIVES = 0.05;
const COVERAGE_POINTS = 0.015;
/** Two standard errors of a rate near `rate` that is counted in 2,000 experiments: a point where it is 5 %. */
const leftOpen = (rate: number) => 2 * Math.sqrt((rate * (1 - rate)) / EXPERIMENTS);

/** Standard deviations of log CPU per request of a slot, as measured here: shared research, mesh experiments, section 3. */
const SLOT_SD = 0.032;
const noises = {
  normal: (random: Random) => SLOT_SD * normal(random),
  // Student's t with 3 degrees of freedom, of the same variance: every now and then a slot is far off.
  'heavy-tailed': (random: Random) =>
    (SLOT_SD * normal(random)) / Math.hypot(normal(random), normal(random), normal(random)),
};
const blockNoise = (random: Random) => 0.05 * normal(random);

/** A run as an agent would make it: it asks after each look whether it may end. */
function run(simulation: Simulation): ExperimentReport {
  const looks = LOOKS_AFTER_BLOCKS.filter((blocks) => blocks < (simulation.spec.blocks ?? 8));
  for (const blocks of looks) {
    const input = simulate({ ...simulation, blocks });
    if (mayEndEarly(input)) return buildReport(input);
  }
  return buildReport(simulate(simulation));
}

function runs(simulation: Omit<Simulation, 'seed'>, count = EXPERIMENTS): ExperimentReport[] {
  return Array.from({ length: count }, (_, index) => run({ ...simulation, seed: FIRST_SEED + index }));
}

const shareOf = <T>(items: readonly T[], is: (item: T) => boolean) => items.filter(is).length / items.length;
const comparedIn = (report: ExperimentReport) => report.variants.filter(({ baseline }) => !baseline);
const namesAnEffect = (report: ExperimentReport) =>
  comparedIn(report).some(({ verdict }) => verdict === 'costs' || verdict === 'saves');

function assertFewFalsePositives(reports: readonly ExperimentReport[]): void {
  const falsePositives = shareOf(reports, namesAnEffect);
  assert.ok(falsePositives <= FALSE_POSITIVES + leftOpen(FALSE_POSITIVES), `${falsePositives} name an effect`);
}

/** Against the rate that each report states: at least 95 %, and what the steps of the exact test add. */
function assertCoverage(reports: readonly ExperimentReport[], truePercent: number): void {
  const changes = reports.flatMap((report) => comparedIn(report).map(({ cpuPerRequestUs }) => cpuPerRequestUs));
  const covered = shareOf(
    changes,
    ({ changeLowPercent, changeHighPercent }) =>
      (changeLowPercent as number) <= truePercent && truePercent <= (changeHighPercent as number)
  );
  const stated = reports.reduce((sum, { confidence = 0 }) => sum + confidence, 0) / reports.length;
  assert.ok(stated >= 0.95 && stated < 0.97);
  assert.ok(Math.abs(covered - stated) <= COVERAGE_POINTS, `intervals cover ${covered} and say ${stated}`);
}

describe('simulated experiments without any effect', () => {
  for (const [name, slotNoise] of Object.entries(noises)) {
    for (const blocks of [8, 16]) {
      it(`${name} noise, 3 variants, ${blocks} blocks: false positives and coverage`, () => {
        const reports = runs({ spec: sampleSpec(3, { blocks }), slotNoise, blockNoise });
        assertFewFalsePositives(reports);
        assertCoverage(reports, 0);
      });
    }
  }

  it('noise that is precise after some looks: ending early takes nothing from the rates', () => {
    const spec = sampleSpec(2, { blocks: 20, minEffectPercent: 0.5 });
    const reports = runs({ spec, slotNoise: (random) => 0.013 * normal(random) });
    const early = shareOf(reports, ({ blocks }) => blocks < 20);
    assert.ok(early > 0.5 && early < 1, `${early} end early`);
    assertFewFalsePositives(reports);
    assertCoverage(reports, 0);
  });

  it('drift within blocks and from block to block does not look like an effect', () => {
    const reports = runs({ spec: sampleSpec(3), slotNoise: noises.normal, driftPerSlot: 0.004 });
    assertFewFalsePositives(reports);
    assert.ok(shareOf(reports, ({ drift }) => drift.drifts) > 0.95);
  });

  it('little noise comes out as no material cost', () => {
    const reports = runs({ spec: sampleSpec(1), slotNoise: (random) => 0.005 * normal(random) }, 500);
    assert.ok(shareOf(reports, (report) => comparedIn(report)[0]?.verdict === 'no material cost') > 0.98);
  });
});

describe('simulated experiments with an effect', () => {
  for (const [variants, blocks] of [
    [1, 6],
    [3, 8],
    [4, 8],
    [3, 16],
    [1, 24],
  ] as const) {
    it(`${variants} variants, ${blocks} blocks: the detectable effect is found at the stated power`, () => {
      const spec: ExperimentSpec = sampleSpec(variants, { blocks });
      const deviations = detectableInDeviations(blocks, levelAtEnd(blocks) / variants) as number;
      const effect = 100 * Math.expm1(deviations * SLOT_SD * Math.sqrt(1.5));
      const simulation = { spec, slotNoise: noises.normal, effectsPercent: { 'tracing-1': effect } };
      const reports = runs(simulation);
      const power = shareOf(reports, (report) => comparedIn(report)[0]?.verdict === 'costs');
      assert.ok(power >= STATED_POWER - leftOpen(STATED_POWER), `found in ${power}`);
    });
  }

  it('intervals cover it, of a saving too', () => {
    const effectsPercent = { 'tracing-1': -6, 'tracing-2': -6 };
    for (const slotNoise of Object.values(noises)) {
      assertCoverage(runs({ spec: sampleSpec(2), slotNoise, blockNoise, effectsPercent }), -6);
    }
  });

  it('what is just material is not called immaterial', () => {
    const effectsPercent = { 'tracing-1': 2 };
    const reports = runs({ spec: sampleSpec(1), slotNoise: (random) => 0.005 * normal(random), effectsPercent });
    const missed = shareOf(reports, (report) => comparedIn(report)[0]?.verdict === 'no material cost');
    assert.ok(missed <= FALSE_POSITIVES / 2, `${missed} are called immaterial`);
  });
});
