import {
  ABORT_REASONS,
  type AbortReason,
  EXPERIMENT_DRIVERS,
  EXPERIMENT_PHASES,
  EXPERIMENT_STATES,
  ExperimentReportSchema,
  ExperimentSpecSchema,
  SLOT_STEPS,
  SlotResultSchema,
  stringEnum,
} from '@meshprof/contracts';
import { type Static, type TProperties, Type } from 'typebox';

const detail = Type.Optional(Type.String({ maxLength: 2_000 }));
const record = <Kind extends string, Fields extends TProperties>(kind: Kind, fields: Fields) =>
  Type.Object({ kind: Type.Literal(kind), atUnixMs: Type.Number({ minimum: 0 }), ...fields });

/** Names a slot; `attempt` counts its results, void ones too. */
export const SlotKeySchema = Type.Object({
  phase: stringEnum(EXPERIMENT_PHASES),
  block: Type.Integer({ minimum: 0 }),
  slot: Type.Integer({ minimum: 0 }),
  attempt: Type.Integer({ minimum: 0 }),
  variant: Type.String({ maxLength: 40 }),
});
export type SlotKey = Static<typeof SlotKeySchema>;

export const AbortSchema = Type.Object({
  reason: stringEnum(Object.keys(ABORT_REASONS) as AbortReason[]),
  detail: Type.String({ maxLength: 2_000 }),
});
export type Abort = Static<typeof AbortSchema>;

/**
 * What a journal says, a line each, in the order in which it happened. A line is on the disk before what it says takes
 * effect, but for those that tell a result.
 */
export const JournalRecordSchema = Type.Union([
  record('begun', {
    experimentId: Type.String({ minLength: 1, maxLength: 128 }),
    spec: ExperimentSpecSchema,
    seed: Type.Integer({ minimum: 0 }),
  }),
  /** Another process goes on with it. */
  record('opened', { pid: Type.Integer() }),
  record('state', {
    state: stringEnum(EXPERIMENT_STATES),
    /** Of `restoring` and `verifying`: what comes once the proxy is proven to be as before. */
    then: Type.Optional(stringEnum(EXPERIMENT_STATES)),
    abort: Type.Optional(AbortSchema),
    detail,
  }),
  record('snapshot', {
    snapshot: Type.Object({
      driver: stringEnum(EXPERIMENT_DRIVERS),
      hash: Type.String({ maxLength: 128 }),
      data: Type.Unknown(),
    }),
  }),
  /** From here on the proxy may be other than before. */
  record('write', { variant: Type.String({ maxLength: 40 }) }),
  /** The preflight found nothing in the way; the rate, where there is one, holds for the whole run. */
  record('ready', { requestsPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0 })) }),
  record('slot-begun', { slot: SlotKeySchema }),
  record('step', { step: stringEnum(SLOT_STEPS) }),
  record('slot-ended', { result: SlotResultSchema }),
  record('restored', {
    hash: Type.String({ maxLength: 128 }),
    proven: Type.Boolean(),
    detail,
    notes: Type.Optional(Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 16 })),
  }),
  record('report', { report: ExperimentReportSchema }),
]);
export type JournalRecord = Static<typeof JournalRecordSchema>;

/** Without its time, which the journal adds. */
export type NewRecord = JournalRecord extends infer R ? (R extends JournalRecord ? Omit<R, 'atUnixMs'> : never) : never;

type Of<Kind extends JournalRecord['kind']> = Omit<Extract<JournalRecord, { kind: Kind }>, 'kind' | 'atUnixMs'>;

/** A change of state, as its line says it. */
export type Transition = Of<'state'>;
/** What an attempt to put the proxy back came to. */
export type RestoreRecord = Of<'restored'>;
