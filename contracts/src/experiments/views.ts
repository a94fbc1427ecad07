import { type Static, Type } from 'typebox';
import { stringEnum } from '../string-enum.ts';
import { EXPERIMENT_ORDERS } from './agent-protocol.ts';
import { ExperimentPlanSchema } from './plan.ts';
import { ExperimentReportSchema } from './report.ts';
import { ExperimentProgressSchema, SlotResultSchema } from './slots.ts';
import { ExperimentSpecSchema } from './spec.ts';
import { ABORT_REASONS, type AbortReason, EXPERIMENT_STATES } from './states.ts';

/**
 * POST   /v1/experiments/plan {ExperimentSpec} → {ExperimentPlan}   operate
 * POST   /v1/experiments {ExperimentSpec} → 201 {Experiment}        experiment; Idempotency-Key
 * GET    /v1/experiments?state=&node=&author=&search=&limit=&cursor= → Page<ExperimentSummary>  read; newest first
 * GET    /v1/experiments/{id} → {Experiment}                        read
 * GET    /v1/experiments/{id}/report → {ExperimentReport}           read; Accept: text/markdown gives Markdown
 * POST   /v1/experiments/{id}/approve|pause|resume|abort → {Experiment}  experiment; approve by another person than the author
 * POST   /v1/experiments/{id}/rerun {RerunExperiment} → 201 {Experiment} experiment; Idempotency-Key
 * DELETE /v1/experiments/{id} → 204                                 experiment; only in a final state
 */
export const ExperimentSummarySchema = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    state: stringEnum(EXPERIMENT_STATES),
    author: Type.String(),
    node: Type.Optional(Type.String()),
    variants: Type.Array(Type.String(), { description: 'Their names; the baseline first' }),
    createdUnixMs: Type.Number(),
    startUnixMs: Type.Optional(Type.Number()),
    endUnixMs: Type.Optional(Type.Number()),
    progress: Type.Optional(ExperimentProgressSchema),
    abortReason: Type.Optional(stringEnum(Object.keys(ABORT_REASONS) as AbortReason[])),
    detail: Type.Optional(Type.String()),
    order: stringEnum(EXPERIMENT_ORDERS, { description: 'What the agent was told last; the state follows' }),
    waitingFor: Type.Optional(Type.String({ description: 'Why an approved one has not begun; a sentence' })),
    silentSinceUnixMs: Type.Optional(
      Type.Number({ description: 'Its agent has not been heard of since; what is shown is of that time' })
    ),
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
    copyOf: Type.Optional(Type.String({ description: 'Id of the experiment that this one repeats' })),
    plan: ExperimentPlanSchema,
    slots: Type.Array(SlotResultSchema, { description: 'Void ones too' }),
    report: Type.Optional(ExperimentReportSchema),
  },
  { title: 'Experiment' }
);
export type Experiment = Static<typeof ExperimentSchema>;

export const RerunExperimentSchema = Type.Object(
  {
    seed: Type.Optional(
      stringEnum(['same', 'new'] as const, { default: 'same', description: 'The same gives the same order of slots' })
    ),
  },
  { title: 'RerunExperiment', additionalProperties: false }
);
export type RerunExperiment = Static<typeof RerunExperimentSchema>;
