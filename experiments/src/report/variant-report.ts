import type { SlotResult, TreatmentProof, Variant, VariantReport } from '@meshprof/contracts';
import { categoryChanges } from '../reconcile/category-changes.ts';
import { directCategories } from '../reconcile/direct-categories.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { median } from '../statistics/averages.ts';
import { correctedForLooks } from '../verdict/look.ts';
import { judge } from '../verdict/verdict.ts';
import { attemptsOf } from '../verdict/void-shares.ts';
import type { Analysis } from './analysis.ts';
import { cpuPerRequestUs, type Metric, requestsPerSecond, switchesPerRequest } from './changes.ts';
import { baselineEstimate, variantEstimate } from './estimates.ts';
import { ON_CPU, profileShares, profilesOf, SWITCHES } from './profile-shares.ts';

/** What both kinds of rows are made from. */
interface RowInput {
  readonly analysis: Analysis;
  /** Of the variants' phase, void ones too. */
  readonly attempts: readonly SlotResult[];
}

export function baselineReport(input: RowInput): VariantReport {
  const { spec, blocks, noise } = input.analysis;
  const estimate = (metric: Metric) => baselineEstimate(blocks, metric, noise);
  return {
    ...commonOf(spec.baseline, input),
    baseline: true,
    cpuPerRequestUs: estimate(cpuPerRequestUs),
    requestsPerSecond: estimate(requestsPerSecond),
    switchesPerRequest: estimate(switchesPerRequest),
    pValue: null,
    categories: [],
    reconciliation: null,
    verdict: null,
    reason: 'What the others are compared with.',
  };
}

export function variantReport(variant: Variant, baseline: VariantReport, input: RowInput): VariantReport {
  const { spec, blocks, noise } = input.analysis;
  const estimate = (metric: Metric, ofBaseline: VariantReport['cpuPerRequestUs']) =>
    variantEstimate(blocks, variant.name, metric, { baseline: ofBaseline, noise });
  const cpu = estimate(cpuPerRequestUs, baseline.cpuPerRequestUs);
  const categories = categoryChanges(blocks, variant.name, directCategories(variant, spec.baseline));
  return {
    ...commonOf(variant, input),
    baseline: false,
    cpuPerRequestUs: cpu,
    requestsPerSecond: estimate(requestsPerSecond, baseline.requestsPerSecond),
    switchesPerRequest: estimate(switchesPerRequest, baseline.switchesPerRequest),
    categories,
    reconciliation: reconcile(categories, { baseline: baseline.cpuPerRequestUs, variant: cpu }),
    ...judgementOf(variant, cpu, input),
  };
}

function judgementOf(variant: Variant, cpu: VariantReport['cpuPerRequestUs'], { analysis, attempts }: RowInput) {
  const { spec, blocks, standings, ending } = analysis;
  const standing = standings.get(variant.name);
  const { changePercent } = cpu;
  if (!standing || changePercent === null) throw new Error(`${variant.name} was measured in no block`);
  const pValue = correctedForLooks(standing.holmPValue, spec.blocks);
  const judgement = judge({
    ...standing,
    changePercent,
    pValue,
    indicative: spec.indicative,
    ending,
    blocks: blocks.length,
    plannedBlocks: spec.blocks,
    comparisons: spec.variants.length,
    minEffectPercent: spec.minEffectPercent,
    unprovenSlots: slotsOf(variant.name, analysis).filter(({ treatment }) => !treatment.every(({ proven }) => proven))
      .length,
    attempts: attemptsOf(attempts, variant.name),
    baselineAttempts: attemptsOf(attempts, spec.baseline.name),
  });
  return { pValue, ...judgement };
}

function commonOf({ name }: Variant, { analysis, attempts }: RowInput) {
  const slots = slotsOf(name, analysis);
  const all = analysis.blocks.flatMap(({ baselines, byVariant }) => [...baselines, ...byVariant.values()]);
  return {
    name,
    slots: slots.length,
    voidSlots: attempts.filter((slot) => slot.variant === name && slot.void !== undefined).length,
    latencyUs: latencyOf(slots),
    onCpuShares: profileShares(slots, all, ON_CPU),
    switchShares: profileShares(slots, all, SWITCHES),
    treatmentProof: proofsOf(slots),
    profiles: profilesOf(slots).map(({ startUnixMs, durationMs }) => ({
      fromUnixMs: startUnixMs,
      toUnixMs: startUnixMs + durationMs,
    })),
  };
}

function slotsOf(name: string, { spec, blocks }: Analysis): SlotResult[] {
  if (name === spec.baseline.name) return blocks.flatMap(({ baselines }) => baselines);
  return blocks.flatMap(({ byVariant }) => byVariant.get(name) ?? []);
}

/** The median over slots, of each percentile. */
function latencyOf(slots: readonly SlotResult[]): VariantReport['latencyUs'] {
  const latencies = slots.flatMap(({ latencyUs }) => latencyUs ?? []);
  if (latencies.length === 0) return null;
  const of = (key: 'p50' | 'p99' | 'p999') => median(latencies.map((latency) => latency[key]));
  return { p50: of('p50'), p99: of('p99'), p999: of('p999') };
}

/** One line a knob: what the last slot showed, unless one showed something else. */
function proofsOf(slots: readonly SlotResult[]): TreatmentProof[] {
  const byKnob = new Map<string, TreatmentProof>();
  for (const proof of slots.flatMap(({ treatment }) => treatment)) {
    const key = `${proof.knob} ${proof.expected}`;
    if (byKnob.get(key)?.proven !== false) byKnob.set(key, proof);
  }
  return [...byKnob.values()];
}
