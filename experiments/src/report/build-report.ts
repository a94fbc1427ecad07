import type { ExperimentReport } from '@meshprof/contracts';
import { withDefaults } from '../spec/with-defaults.ts';
import type { ReportInput } from './report-input.ts';

export function buildReport(input: ReportInput): ExperimentReport {
  const spec = withDefaults(input.spec, input.seed);
  return {
    format: 1,
    experimentId: input.experimentId,
    title: spec.title,
    spec,
    seed: input.seed,
    startUnixMs: input.startUnixMs,
    endUnixMs: input.endUnixMs,
    blocks: 0,
    minEffectPercent: spec.minEffectPercent,
    noise: { aaSlots: input.aaSlots.length, sdPercent: 0, detectablePercent: 0 },
    drift: { rankCorrelation: null, pValue: null, drifts: false },
    variants: [],
    restored: input.restored,
    limits: '',
    warnings: [],
  };
}
