import type { ExperimentReport, SlotResult } from '@meshprof/contracts';
import { confidenceOf } from '../statistics/signed-rank.ts';
import { driftOf } from '../statistics/drift.ts';
import { SIGNIFICANCE_LEVEL } from '../statistics/blocks-needed.ts';
import { type Analysis, analyse } from './analysis.ts';
import { combinationsOf } from './combinations.ts';
import { limitsOf } from './limits.ts';
import { noiseOf } from './noise.ts';
import type { ReportInput } from './report-input.ts';
import { baselineReport, variantReport } from './variant-report.ts';
import { warningsOf } from './warnings.ts';

/**
 * The report, of a run that ended or of one that goes on. `variants` is empty until the first block is complete; verdicts
 * are `inconclusive` until the run has ended as planned or at a look.
 */
export function buildReport(input: ReportInput): ExperimentReport {
  const analysis = analyse(input);
  const { spec, blocks } = analysis;
  const attempts = input.slots.filter(({ phase }) => phase === 'variants');
  const variants = rowsOf(analysis, attempts);
  const drift = driftIn(analysis);
  return {
    format: 1,
    experimentId: input.experimentId,
    title: spec.title,
    spec,
    seed: input.seed,
    startUnixMs: input.startUnixMs,
    endUnixMs: input.endUnixMs,
    blocks: blocks.length,
    minEffectPercent: spec.minEffectPercent,
    ...(blocks.length > 0 && { confidence: confidenceOf(blocks.length) }),
    noise: noiseOf(input.aaSlots, spec),
    drift,
    variants,
    combinations: combinationsOf(analysis),
    restored: input.restored,
    limits: limitsOf(spec, variants[0]?.requestsPerSecond.estimate),
    warnings: [
      ...warningsOf({ analysis, attempts, variants, drift, restored: input.restored }),
      ...(input.notes ?? []),
    ],
  };
}

function rowsOf(analysis: Analysis, attempts: readonly SlotResult[]): ExperimentReport['variants'] {
  if (analysis.blocks.length === 0) return [];
  const input = { analysis, attempts };
  const baseline = baselineReport(input);
  return [baseline, ...analysis.spec.variants.map((variant) => variantReport(variant, baseline, input))];
}

function driftIn({ blocks }: Analysis): ExperimentReport['drift'] {
  const inOrder = blocks.flatMap(({ baselines }) => baselines).sort((a, b) => a.startUnixMs - b.startUnixMs);
  const drift = driftOf(inOrder.map(({ cpuPerRequestUs }) => cpuPerRequestUs));
  return { ...drift, drifts: drift.pValue !== null && drift.pValue <= SIGNIFICANCE_LEVEL };
}
