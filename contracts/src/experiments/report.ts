import { type Static, Type } from 'typebox';
import { stringEnum } from '../string-enum.ts';
import { ExperimentNoiseSchema } from './noise.ts';
import { ExperimentSpecSchema } from './spec.ts';
import { TreatmentProofSchema } from './slots.ts';
import { VERDICTS } from './states.ts';

const number = Type.Number();
const nullable = Type.Union([Type.Number(), Type.Null()]);

/** A 95 % interval; `changePercent` is variant / baseline − 1, with its own interval, and null for the baseline. */
export const EstimateSchema = Type.Object(
  {
    estimate: number,
    low: number,
    high: number,
    changePercent: nullable,
    changeLowPercent: nullable,
    changeHighPercent: nullable,
  },
  { title: 'Estimate' }
);
export type Estimate = Static<typeof EstimateSchema>;

/** A share of samples or of switches, 0 to 1, with the 95 % interval over slots. */
export const SlotShareSchema = Type.Object({ share: number, low: number, high: number }, { title: 'SlotShare' });
export type SlotShare = Static<typeof SlotShareSchema>;

/** What a category has to do with the difference; microseconds of CPU per request. */
export const CategoryChangeSchema = Type.Object(
  {
    category: Type.String(),
    baselineUs: number,
    variantUs: number,
    /** The mean over blocks, so that the changes of all categories add up; with a 95 % interval. */
    changeUs: number,
    changeLowUs: number,
    changeHighUs: number,
    /** True for the categories of the knobs that this variant turns. */
    direct: Type.Boolean(),
  },
  { title: 'CategoryChange' }
);
export type CategoryChange = Static<typeof CategoryChangeSchema>;

export const ReconciliationSchema = Type.Object(
  {
    measuredUs: number,
    directUs: number,
    indirectUs: number,
    /** (direct + indirect) / measured − 1; null where the difference is too small to divide by. */
    offByPercent: nullable,
    reconciles: Type.Boolean(),
    sentence: Type.String(),
  },
  { title: 'Reconciliation' }
);
export type Reconciliation = Static<typeof ReconciliationSchema>;

export const VariantReportSchema = Type.Object(
  {
    name: Type.String(),
    baseline: Type.Boolean(),
    slots: Type.Integer(),
    voidSlots: Type.Integer(),
    cpuPerRequestUs: EstimateSchema,
    requestsPerSecond: EstimateSchema,
    latencyUs: Type.Union([Type.Object({ p50: number, p99: number, p999: number }), Type.Null()]),
    switchesPerRequest: EstimateSchema,
    /** Exact sign-flip test, corrected for the number of variants (Holm) and of looks; null for the baseline. */
    pValue: nullable,
    categories: Type.Array(CategoryChangeSchema),
    /** By category. */
    onCpuShares: Type.Record(Type.String(), SlotShareSchema),
    switchShares: Type.Record(Type.String(), SlotShareSchema),
    reconciliation: Type.Union([ReconciliationSchema, Type.Null()]),
    treatmentProof: Type.Array(TreatmentProofSchema),
    verdict: Type.Union([stringEnum(VERDICTS), Type.Null()]),
    /** Why this verdict and no other. */
    reason: Type.String(),
    /** Stretches of time with profiles of this variant, for links. */
    profiles: Type.Array(Type.Object({ fromUnixMs: number, toUnixMs: number })),
  },
  { title: 'VariantReport' }
);
export type VariantReport = Static<typeof VariantReportSchema>;

/** Whether what two variants cost alone adds up to what a third costs, which sets what both set. */
export const CombinationSchema = Type.Object(
  {
    first: Type.String(),
    second: Type.String(),
    both: Type.String(),
    /** CPU per request that both cost together, less what each costs alone, with a 95 % interval over blocks. */
    extraUs: number,
    extraLowUs: number,
    extraHighUs: number,
    sentence: Type.String(),
  },
  { title: 'Combination' }
);
export type Combination = Static<typeof CombinationSchema>;

export const ExperimentReportSchema = Type.Object(
  {
    format: Type.Literal(1),
    experimentId: Type.String(),
    title: Type.String(),
    spec: ExperimentSpecSchema,
    seed: Type.Integer(),
    startUnixMs: number,
    endUnixMs: number,
    blocks: Type.Integer(),
    minEffectPercent: number,
    /**
     * What 95 % intervals over blocks really hold, 0 to 1: the exact test has steps (0.961 with 8 blocks). Absent without
     * a complete block.
     */
    confidence: Type.Optional(number),
    noise: ExperimentNoiseSchema,
    drift: Type.Object({ rankCorrelation: nullable, pValue: nullable, drifts: Type.Boolean() }),
    variants: Type.Array(VariantReportSchema),
    combinations: Type.Optional(Type.Array(CombinationSchema)),
    restored: Type.Object({ proven: Type.Boolean(), hashBefore: Type.String(), hashAfter: Type.String() }),
    /** What the result holds for, in a sentence. */
    limits: Type.String(),
    warnings: Type.Array(Type.String()),
  },
  { title: 'ExperimentReport' }
);
export type ExperimentReport = Static<typeof ExperimentReportSchema>;
