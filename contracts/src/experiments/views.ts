import { type Static, Type } from 'typebox';
import { stringEnum } from '../string-enum.ts';
import { ExperimentPlanSchema } from './plan.ts';
import { ExperimentReportSchema } from './report.ts';
import { ExperimentProgressSchema, SlotResultSchema } from './slots.ts';
import { ExperimentSpecSchema } from './spec.ts';
import { ABORT_REASONS, type AbortReason, EXPERIMENT_STATES } from './states.ts';

/**
 * POST   /v1/experiments/plan {ExperimentSpec} → {ExperimentPlan}   read
 * POST   /v1/experiments {ExperimentSpec} → 201 {Experiment}        experiment; Idempotency-Key
 * GET    /v1/experiments?state=&limit=&cursor= → Page<ExperimentSummary>  read
 * GET    /v1/experiments/{id} → {Experiment}                        read
 * GET    /v1/experiments/{id}/report → {ExperimentReport}           read; Accept: text/markdown gives Markdown
 * POST   /v1/experiments/{id}/approve|pause|resume|abort|rerun      experiment; approve by another person than the author
 * DELETE /v1/experiments/{id}                                       experiment; only in a final state
 */
export const ExperimentSummarySchema = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    state: stringEnum(EXPERIMENT_STATES),
    author: Type.String(),
    node: Type.Optional(Type.String()),
    variants: Type.Array(Type.String()),
    createdUnixMs: Type.Number(),
    startUnixMs: Type.Optional(Type.Number()),
    endUnixMs: Type.Optional(Type.Number()),
    progress: Type.Optional(ExperimentProgressSchema),
    abortReason: Type.Optional(stringEnum(Object.keys(ABORT_REASONS) as AbortReason[])),
    detail: Type.Optional(Type.String()),
  },
  { title: 'ExperimentSummary' }
);
export type ExperimentSummary = Static<typeof ExperimentSummarySchema>;

export const ExperimentSchema = Type.Object(
  {
    ...ExperimentSummarySchema.properties,
    spec: ExperimentSpecSchema,
    seed: Type.Integer(),
    approvedBy: Type.Optional(Type.String()),
    plan: ExperimentPlanSchema,
    slots: Type.Array(SlotResultSchema, { description: 'Void ones too' }),
    report: Type.Optional(ExperimentReportSchema),
  },
  { title: 'Experiment' }
);
export type Experiment = Static<typeof ExperimentSchema>;
