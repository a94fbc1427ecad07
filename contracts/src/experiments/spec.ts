import { type Static, type TProperties, Type } from 'typebox';
import { NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from '../task-limits.ts';
import { stringEnum } from '../string-enum.ts';
import { EXPERIMENT_DRIVERS } from './knobs.ts';

export const EXPERIMENT_LIMITS = {
  variants: 8,
  knobsPerVariant: 8,
  blocks: { min: 1, max: 40 },
  windowMs: { min: 1_000, max: 600_000 },
  warmMs: { min: 0, max: 300_000 },
  maxDurationMs: 7_200_000,
} as const;

/** Of a spec that says nothing. Method: shared research, mesh experiments, section 7. */
export const EXPERIMENT_DEFAULTS = {
  blocks: 8,
  windowMs: 30_000,
  warmMs: 15_000,
  profileMs: 30_000,
  minEffectPercent: 2,
  maxDurationMs: 7_200_000,
  guardIntervalMs: 3_000,
  errorsPoints: 0.5,
  p99Factor: 2,
  p99ForMs: 10_000,
  minFreeDiskPercent: 10,
  deadManMs: 30_000,
  connections: 16,
  /** Of the highest rate that the slowest variant can take. */
  rateShare: 0.6,
} as const;

const name = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,39}$' });
const percent = Type.Number({ minimum: 0, maximum: 100 });
const text = (maxLength: number, description?: string) => Type.String({ minLength: 1, maxLength, description });
const knob = <Id extends string, Values extends TProperties>(id: Id, values: Values) =>
  Type.Object({ knob: Type.Literal(id), ...values }, { additionalProperties: false });

/** What a variant sets; `knob` is an id of `KNOBS`. */
export const KnobValueSchema = Type.Union(
  [
    knob('tracing.sampling', { percent }),
    knob('tracing.enabled', { on: Type.Boolean() }),
    knob('tracing.provider', { name: text(253, "A provider of Istio's MeshConfig") }),
    knob('tracing.batch-size', { spans: Type.Integer({ minimum: 1, maximum: 10_000 }) }),
    knob('accesslog.enabled', { on: Type.Boolean() }),
    knob('accesslog.format', {
      prepared: Type.Optional(
        text(253, 'A logger that is there: end of its runtime key (envoy-runtime), or provider (istio)')
      ),
      text: Type.Optional(text(4096, "Envoy's format string (envoy-files)")),
      json: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 256 }))),
    }),
    knob('accesslog.filter', {
      minStatus: Type.Optional(Type.Integer({ minimum: 100, maximum: 599, description: 'envoy-files' })),
      expression: Type.Optional(text(1024, 'CEL (istio)')),
    }),
    knob('accesslog.sink', {
      sink: stringEnum(['file', 'stdout', 'grpc', 'otlp'] as const),
      path: Type.Optional(text(1024, 'Of the file')),
      cluster: Type.Optional(text(253, 'Of the log service, as the proxy names it')),
      provider: Type.Optional(text(253, "Of Istio's MeshConfig")),
    }),
    knob('stats.filter', { on: Type.Boolean() }),
    knob('filter.enabled', { name: text(253, 'As in http_filters[].name'), on: Type.Boolean() }),
    knob('concurrency', { workers: Type.Integer({ minimum: 1, maximum: 256 }) }),
  ],
  { title: 'KnobValue' }
);
export type KnobValue = Static<typeof KnobValueSchema>;

export const VariantSchema = Type.Object(
  {
    name,
    knobs: Type.Array(KnobValueSchema, {
      maxItems: EXPERIMENT_LIMITS.knobsPerVariant,
      description: 'None: the configuration that is there',
    }),
  },
  { title: 'Variant', additionalProperties: false }
);
export type Variant = Static<typeof VariantSchema>;

/** A URL with http or https; what may be asked of it is decided where it is used. */
const url = Type.String({ pattern: '^https?://[^\\s]{1,1000}$', maxLength: 1024 });

export const ExperimentTargetSchema = Type.Object(
  {
    node: Type.Optional(text(253, 'Node whose experiment agent runs it. Needed with a controller')),
    adminUrl: Type.Optional(
      Type.String({
        pattern: '^http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]{1,5})?/?$',
        description: "Envoy's admin listener, on loopback of the proxy's own network namespace",
      })
    ),
    pid: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 4_194_304, description: 'Of the proxy. Default: who listens at adminUrl' })
    ),
    listenersFile: Type.Optional(text(1024, 'LDS file as the proxy reads it. Default: as config_dump names it')),
    runtimeFile: Type.Optional(text(1024, 'RTDS file. Default: as config_dump names it')),
    namespace: Type.Optional(text(253, 'Of the workload (istio)')),
    workload: Type.Optional(text(253, 'Its selector label `app` or canonical name (istio)')),
  },
  { title: 'ExperimentTarget', additionalProperties: false }
);
export type ExperimentTarget = Static<typeof ExperimentTargetSchema>;

export const ExperimentLoadSchema = Type.Object(
  {
    generator: stringEnum(['h2load', 'wrk', 'external'] as const),
    url: Type.Optional(url),
    protocol: Type.Optional(stringEnum(['http1', 'http2'] as const, { default: 'http1' })),
    connections: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    requestsPerSecond: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 10_000_000, description: 'Default: calibrated before the A/A run' })
    ),
    headers: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$" }),
        Type.String({ pattern: '^[ -~\\t]{0,1024}$' }),
        { maxProperties: 32 }
      )
    ),
    bodyBytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_048_576 })),
    cpus: Type.Optional(
      Type.String({ pattern: '^[0-9]+([,-][0-9]+)*$', maxLength: 256, description: 'That the generator may use' })
    ),
  },
  { title: 'ExperimentLoad', additionalProperties: false }
);
export type ExperimentLoad = Static<typeof ExperimentLoadSchema>;

const positive = (description: string) => Type.Optional(Type.Number({ exclusiveMinimum: 0, description }));

export const ExperimentGuardsSchema = Type.Object(
  {
    intervalMs: Type.Optional(Type.Integer({ minimum: 2_000, maximum: 5_000 })),
    errorsPoints: positive('Percentage points of failed requests above the baseline'),
    p99Factor: positive("Times the baseline's 99th percentile"),
    p99ForMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    minFreeDiskPercent: Type.Optional(percent),
    maxDurationMs: Type.Optional(Type.Integer({ minimum: 10_000, maximum: EXPERIMENT_LIMITS.maxDurationMs })),
    deadManMs: Type.Optional(Type.Integer({ minimum: 2_000, maximum: 600_000 })),
  },
  { title: 'ExperimentGuards', additionalProperties: false }
);
export type ExperimentGuards = Static<typeof ExperimentGuardsSchema>;

const between = ({ min, max }: { min: number; max: number }) =>
  Type.Optional(Type.Integer({ minimum: min, maximum: max }));

/** What to compare, under which load, and what must not happen meanwhile. The same in YAML and in the API. */
export const ExperimentSpecSchema = Type.Object(
  {
    title: Type.Optional(Type.String({ maxLength: TITLE_MAX_LENGTH })),
    note: Type.Optional(Type.String({ maxLength: NOTE_MAX_LENGTH })),
    driver: stringEnum(EXPERIMENT_DRIVERS),
    target: ExperimentTargetSchema,
    baseline: VariantSchema,
    variants: Type.Array(VariantSchema, { minItems: 1, maxItems: EXPERIMENT_LIMITS.variants }),
    load: ExperimentLoadSchema,
    mode: Type.Optional(stringEnum(['fixed-rate', 'saturation'] as const, { default: 'fixed-rate' })),
    blocks: between(EXPERIMENT_LIMITS.blocks),
    windowMs: between(EXPERIMENT_LIMITS.windowMs),
    warmMs: between(EXPERIMENT_LIMITS.warmMs),
    steadyPercent: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 100,
        description:
          'Two windows of 5 s must agree within this before a slot is measured, or it is void. Default: 3, and where that is never reached, what is usual on the machine',
      })
    ),
    profileMs: between({ min: 0, max: EXPERIMENT_LIMITS.windowMs.max }),
    minEffectPercent: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 50 })),
    indicative: Type.Optional(
      Type.Boolean({ description: 'Allow fewer blocks than a result needs; every verdict is then inconclusive' })
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    guards: Type.Optional(ExperimentGuardsSchema),
    approval: Type.Optional(stringEnum(['none', 'second-person'] as const, { default: 'none' })),
    allowEnvoyFilter: Type.Optional(
      Type.Boolean({
        description: "Write an EnvoyFilter for values that no Telemetry has (istio). Istio's own words: unsafe",
      })
    ),
  },
  { title: 'ExperimentSpec', additionalProperties: false }
);
export type ExperimentSpec = Static<typeof ExperimentSpecSchema>;
