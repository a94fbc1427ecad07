import { type Static, Type } from 'typebox';

const nullable = Type.Union([Type.Number(), Type.Null()]);

/**
 * Standard deviation of a block's log ratio as the A/A run shows it, null without one; and the smallest effect that
 * the plan finds with 80 % power, null where it has too few blocks to find any.
 */
export const ExperimentNoiseSchema = Type.Object(
  { aaSlots: Type.Number({ minimum: 0 }), sdPercent: nullable, detectablePercent: nullable },
  { title: 'ExperimentNoise' }
);
export type ExperimentNoise = Static<typeof ExperimentNoiseSchema>;
