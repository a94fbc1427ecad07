import { type Static, Type } from 'typebox';
import { stringEnum } from '../string-enum.ts';
import { ExperimentReportSchema } from './report.ts';
import { ExperimentProgressSchema, SlotResultSchema } from './slots.ts';
import { ExperimentSpecSchema } from './spec.ts';
import { ABORT_REASONS, type AbortReason, EXPERIMENT_STATES } from './states.ts';

/**
 * The experiment agent's side of the API. It registers as agents do (`POST /agent/v1/register`, capability
 * `experiments`), holds the lease of a run by asking, and leads the run itself: its journal on the node is the truth,
 * the controller has a copy.
 *
 * GET  /agent/v1/experiments?version=N&waitMs=25000 → {ExperimentAssignments}; at once if its version differs from N
 * POST /agent/v1/experiments/{id}/report {ExperimentStatus} → {ExperimentOrders}; at every transition, and every 5 s
 *
 * Every answer renews the lease. An agent that got none for `deadManMs` restores the original configuration and holds
 * the run as paused until it hears again.
 */
export const EXPERIMENT_ORDERS = ['run', 'pause', 'abort'] as const;
export type ExperimentOrder = (typeof EXPERIMENT_ORDERS)[number];

export const ExperimentAssignmentSchema = Type.Object(
  {
    experimentId: Type.String({ minLength: 1, maxLength: 128 }),
    spec: ExperimentSpecSchema,
    seed: Type.Integer({ minimum: 0 }),
    order: stringEnum(EXPERIMENT_ORDERS),
  },
  { title: 'ExperimentAssignment' }
);
export type ExperimentAssignment = Static<typeof ExperimentAssignmentSchema>;

export const ExperimentAssignmentsSchema = Type.Object({
  version: Type.Integer({ minimum: 0 }),
  experiments: Type.Array(ExperimentAssignmentSchema),
});
export type ExperimentAssignments = Static<typeof ExperimentAssignmentsSchema>;

const abortReasons = Object.keys(ABORT_REASONS) as AbortReason[];

export const ExperimentStatusSchema = Type.Object(
  {
    /** Counts up with each report of an experiment; one that is not above the last is answered, and not taken again. */
    sequence: Type.Integer({ minimum: 0 }),
    state: stringEnum(EXPERIMENT_STATES),
    progress: Type.Optional(ExperimentProgressSchema),
    /** Slots that ended, and that no answer has come for yet: a slot may come twice; phase, block, slot and attempt name it. */
    slots: Type.Array(SlotResultSchema, { maxItems: 64 }),
    /** So far, then final. */
    report: Type.Optional(ExperimentReportSchema),
    abortReason: Type.Optional(stringEnum(abortReasons)),
    detail: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { title: 'ExperimentStatus' }
);
export type ExperimentStatus = Static<typeof ExperimentStatusSchema>;

export const ExperimentOrdersSchema = Type.Object(
  { order: stringEnum(EXPERIMENT_ORDERS) },
  { title: 'ExperimentOrders' }
);
export type ExperimentOrders = Static<typeof ExperimentOrdersSchema>;
