import { type Static, Type } from 'typebox';
import { stringEnum } from '../string-enum.ts';
import { GuardValuesSchema } from './guard-values.ts';
import { ExperimentNoiseSchema } from './noise.ts';
import { SLOT_STEPS, VOID_REASONS, type VoidReason } from './states.ts';

const count = Type.Number({ minimum: 0 });
const byId = Type.Record(Type.String({ pattern: '^[a-z0-9_.-]{1,64}$' }), count, { maxProperties: 200 });
const voidReasons = Object.keys(VOID_REASONS) as VoidReason[];

/** One claim about the proxy in a slot, and what the proxy showed. */
export const TreatmentProofSchema = Type.Object(
  {
    knob: Type.String({ maxLength: 64 }),
    expected: Type.String({ maxLength: 200 }),
    observed: Type.String({ maxLength: 200 }),
    proven: Type.Boolean(),
  },
  { title: 'TreatmentProof' }
);
export type TreatmentProof = Static<typeof TreatmentProofSchema>;

/** What a slot's profile says; times are of the profile window, which follows the measured one. */
export const SlotProfileSchema = Type.Object(
  {
    startUnixMs: count,
    durationMs: count,
    requests: count,
    /** CPU time of the proxy in this window, exact. */
    cpuNs: count,
    onCpuSamples: count,
    onCpuSamplesByCategory: byId,
    switches: count,
    switchesByCategory: byId,
    offCpuNsByCategory: byId,
  },
  { title: 'SlotProfile' }
);
export type SlotProfile = Static<typeof SlotProfileSchema>;

/** `a-a`: the baseline against itself, for the noise; then the variants against the baseline. */
export const EXPERIMENT_PHASES = ['a-a', 'variants'] as const;
export type ExperimentPhase = (typeof EXPERIMENT_PHASES)[number];

/** The unit of the statistics: one variant, applied once, measured once. */
export const SlotResultSchema = Type.Object(
  {
    phase: stringEnum(EXPERIMENT_PHASES),
    block: Type.Integer({ minimum: 0, description: 'Of this phase' }),
    slot: Type.Integer({ minimum: 0, description: 'Place in the block' }),
    attempt: Type.Integer({ minimum: 0 }),
    variant: Type.String({ maxLength: 40 }),
    startUnixMs: count,
    durationMs: Type.Number({ minimum: 0, description: 'Of the measured window' }),
    requests: count,
    failedRequests: count,
    requestsPerSecond: count,
    cpuNs: Type.Number({ minimum: 0, description: 'Of the proxy, all threads, in the measured window' }),
    cpuPerRequestUs: count,
    switches: count,
    latencyUs: Type.Optional(Type.Object({ p50: count, p99: count, p999: count })),
    profile: Type.Optional(SlotProfileSchema),
    treatment: Type.Array(TreatmentProofSchema, { maxItems: 32 }),
    configHash: Type.String({
      maxLength: 128,
      description: "Of the proxy's configuration, without versions and times",
    }),
    void: Type.Optional(Type.Object({ reason: stringEnum(voidReasons), detail: Type.String({ maxLength: 500 }) })),
  },
  { title: 'SlotResult' }
);
export type SlotResult = Static<typeof SlotResultSchema>;

export const ExperimentProgressSchema = Type.Object(
  {
    phase: stringEnum(EXPERIMENT_PHASES),
    block: Type.Integer({ minimum: 0 }),
    blocks: Type.Integer({ minimum: 0 }),
    slot: Type.Integer({ minimum: 0 }),
    slots: Type.Integer({ minimum: 0, description: 'Of this block' }),
    variant: Type.String({ maxLength: 40 }),
    step: stringEnum(SLOT_STEPS),
    leftMs: Type.Number({ minimum: 0, description: 'Estimated time to the end of the run' }),
    guards: Type.Optional(GuardValuesSchema),
    /** Once the A/A run is over, before the first variant: what the rest of the run can find. */
    noise: Type.Optional(ExperimentNoiseSchema),
  },
  { title: 'ExperimentProgress' }
);
export type ExperimentProgress = Static<typeof ExperimentProgressSchema>;
