import { type Static, Type } from 'typebox';
import { ObjectMetaSchema } from './cluster-object.ts';

/**
 * Istio's `Telemetry` (telemetry.istio.io/v1), as far as it is read. Fields that are not named here are kept as they are.
 * https://istio.io/latest/docs/reference/config/telemetry/
 */
const Texts = Type.Record(Type.String(), Type.String());
const Providers = Type.Optional(Type.Array(Type.Object({ name: Type.String() })));
const Mode = Type.Optional(Type.Object({ mode: Type.Optional(Type.String()) }));

export const TracingEntrySchema = Type.Object({
  match: Mode,
  providers: Providers,
  randomSamplingPercentage: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  disableSpanReporting: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
});
export type TracingEntry = Static<typeof TracingEntrySchema>;

export const LoggingEntrySchema = Type.Object({
  match: Mode,
  providers: Providers,
  disabled: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  filter: Type.Optional(Type.Object({ expression: Type.Optional(Type.String()) })),
});
export type LoggingEntry = Static<typeof LoggingEntrySchema>;

export const MetricsEntrySchema = Type.Object({
  providers: Providers,
  overrides: Type.Optional(
    Type.Array(
      Type.Object({
        match: Type.Optional(Type.Object({ metric: Type.Optional(Type.String()), mode: Type.Optional(Type.String()) })),
        disabled: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
      })
    )
  ),
});
export type MetricsEntry = Static<typeof MetricsEntrySchema>;

const TargetRef = Type.Object({ group: Type.Optional(Type.String()), kind: Type.String(), name: Type.String() });

export const TelemetrySpecSchema = Type.Object({
  selector: Type.Optional(Type.Object({ matchLabels: Type.Optional(Texts) })),
  targetRef: Type.Optional(TargetRef),
  targetRefs: Type.Optional(Type.Array(TargetRef)),
  tracing: Type.Optional(Type.Array(TracingEntrySchema)),
  accessLogging: Type.Optional(Type.Array(LoggingEntrySchema)),
  metrics: Type.Optional(Type.Array(MetricsEntrySchema)),
});
export type TelemetrySpec = Static<typeof TelemetrySpecSchema>;

export const TelemetrySchema = Type.Object({
  metadata: ObjectMetaSchema,
  spec: Type.Optional(TelemetrySpecSchema),
});
export type Telemetry = Static<typeof TelemetrySchema>;

/** The parts of a specification that experiments write. Each is one value to the API server: a list without keys. */
export const TELEMETRY_BLOCKS = ['tracing', 'accessLogging', 'metrics'] as const;
export type TelemetryBlocks = Pick<TelemetrySpec, (typeof TELEMETRY_BLOCKS)[number]>;
