import { EXPERIMENT_ORDERS, ExperimentAssignmentSchema, ExperimentStatusSchema, stringEnum } from '@meshprof/contracts';
import { type Static, Type } from 'typebox';

/** What the command line tells the experiment agent that it started, over Node's channel between the two. */
export const ParentMessageSchema = Type.Union([
  /** Every second, with the order that holds: silence means that nobody is there. */
  Type.Object({ kind: Type.Literal('assignment'), assignment: ExperimentAssignmentSchema }),
  Type.Object({ kind: Type.Literal('answer'), number: Type.Integer(), order: stringEnum(EXPERIMENT_ORDERS) }),
]);
export type ParentMessage = Static<typeof ParentMessageSchema>;

/** And what it hears. */
export const ChildMessageSchema = Type.Union([
  Type.Object({ kind: Type.Literal('status'), number: Type.Integer(), status: ExperimentStatusSchema }),
  Type.Object({ kind: Type.Literal('note'), sentence: Type.String() }),
  /** It does not lead the run: the sentence says why. */
  Type.Object({ kind: Type.Literal('refused'), detail: Type.String() }),
]);
export type ChildMessage = Static<typeof ChildMessageSchema>;

export const PARENT_TELLS_EVERY_MS = 1_000;
