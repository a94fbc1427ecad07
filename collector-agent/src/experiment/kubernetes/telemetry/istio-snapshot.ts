import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Snapshot } from '../../drivers/driver.ts';
import { TelemetrySchema, TelemetrySpecSchema } from '../cluster/telemetry-object.ts';
import { MeshConfigSchema } from './mesh-config.ts';

const text = Type.String({ minLength: 1, maxLength: 253 });
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const EnvoyFilterPlanSchema = Type.Object({
  name: text,
  /** Above those of all others, so that it is applied to what they make. */
  priority: Type.Integer(),
  /** The only one that it is for. */
  proxyVersion: text,
  /** `log_format` of the loggers of before: one that only goes elsewhere keeps it. */
  logFormat: Type.Optional(Type.Unknown()),
});
export type EnvoyFilterPlan = Static<typeof EnvoyFilterPlanSchema>;

/** What the Istio driver needs to put back what was, and to apply variants, in any process. */
export const IstioSnapshotSchema = Type.Object({
  experimentId: Type.String({ minLength: 1, maxLength: 128 }),
  namespace: text,
  /** Of the Telemetry object that is turned. */
  name: text,
  /** The object as it was; null: there was none, and ours is made and deleted. */
  prior: Type.Union([TelemetrySchema, Type.Null()]),
  /** Whom our own object selects. */
  selection: TelemetrySpecSchema,
  mesh: MeshConfigSchema,
  /** Of all objects that decide about the workload, from the least to the most specific. */
  specs: Type.Array(TelemetrySpecSchema),
  /** Of the Lease that keeps other experiments away; absent in snapshots of before there were any. */
  leaseName: Type.Optional(text),
  /** Of the EnvoyFilter that variants may have; absent where none needs one. It is always ours, and there was none before. */
  envoyFilter: Type.Optional(EnvoyFilterPlanSchema),
  /** Of the proxy's listeners. */
  parts: Type.Object({ tracing: hash, accessLog: hash, stats: hash, rest: hash }),
  drainSeconds: Type.Number({ minimum: 0 }),
});
export type IstioSnapshot = Static<typeof IstioSnapshotSchema>;

/** Undefined for the snapshot of another driver, or of another version of this one. */
export function istioSnapshotOf({ driver, data }: Snapshot): IstioSnapshot | undefined {
  return driver === 'istio' && Value.Check(IstioSnapshotSchema, data) ? data : undefined;
}
