import { type Static, Type } from 'typebox';
import { stringEnum } from '../string-enum.ts';

export const PlannedVariantSchema = Type.Object(
  {
    name: Type.String(),
    baseline: Type.Boolean(),
    changes: Type.Array(
      Type.Object({
        knob: Type.String(),
        what: Type.String({ description: 'In the proxy or the cluster' }),
        drains: Type.Boolean(),
        undo: Type.String(),
        proof: Type.String(),
      })
    ),
  },
  { title: 'PlannedVariant' }
);
export type PlannedVariant = Static<typeof PlannedVariantSchema>;

/** What an experiment would be. Nothing is stored or changed. */
export const ExperimentPlanSchema = Type.Object(
  {
    seed: Type.Integer(),
    blocks: Type.Integer(),
    blocksNeeded: Type.Integer({ description: 'So that the smallest p-value, corrected by Holm, can be under 5 %' }),
    variants: Type.Array(PlannedVariantSchema),
    schedule: Type.Array(Type.Array(Type.String()), { description: 'Names of variants, a row a block' }),
    slots: Type.Integer(),
    durationMs: Type.Number({ description: 'Without void slots' }),
    detectablePercent: Type.Union([Type.Number(), Type.Null()], {
      description: 'Smallest effect found with 80 % power at the noise assumed; known better after the A/A run',
    }),
    findings: Type.Array(
      Type.Object({
        severity: stringEnum(['error', 'warning', 'info'] as const),
        code: Type.String(),
        sentence: Type.String(),
        remedy: Type.String(),
      }),
      { description: 'An error refuses the experiment' }
    ),
  },
  { title: 'ExperimentPlan' }
);
export type ExperimentPlan = Static<typeof ExperimentPlanSchema>;
export type ExperimentFinding = ExperimentPlan['findings'][number];
