import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const MIB = 1024 * 1024;

/** How long profiles and logs are kept, counted from their arrival. The oldest go first. */
export const RetentionSchema = Type.Object(
  {
    maxAgeHours: Type.Number({ exclusiveMinimum: 0, maximum: 24 * 366, default: 24 * 7 }),
    maxBytes: Type.Integer({
      minimum: MIB,
      default: 2048 * MIB,
      description: 'Disk space for profiles and logs together',
    }),
    intervalSeconds: Type.Number({
      exclusiveMinimum: 0,
      maximum: 3600,
      default: 30,
      description: 'Pause between two clean-ups',
    }),
  },
  { title: 'StoreRetention', additionalProperties: false }
);
export type Retention = Static<typeof RetentionSchema>;

/** Bounds on what a sender or a query may cost. Where Pyroscope has the same limit, this is its default. */
export const LimitsSchema = Type.Object(
  {
    maxMessageBytes: Type.Integer({
      minimum: 1024,
      maximum: 256 * MIB,
      default: 64 * MIB,
      description: 'One OTLP request, compressed and uncompressed',
    }),
    maxDecodedBytes: Type.Integer({
      minimum: 1024,
      default: 256 * MIB,
      description: 'Estimated memory of one decoded request; guards against many tiny messages',
    }),
    maxSamplesPerProfile: Type.Integer({ minimum: 1, default: 16_000 }),
    maxFramesPerExport: Type.Integer({
      minimum: 1000,
      default: 20_000_000,
      description: 'Frames of all samples of one OTLP request together; guards the time that converting it takes',
    }),
    maxLabelsPerSeries: Type.Integer({ minimum: 1, default: 30 }),
    maxLabelNameBytes: Type.Integer({ minimum: 1, default: 1024 }),
    maxLabelValueBytes: Type.Integer({ minimum: 1, default: 2048 }),
    maxStackDepth: Type.Integer({ minimum: 1, default: 1000, description: 'The root end is kept' }),
    maxSymbolBytes: Type.Integer({ minimum: 16, default: 65_535, description: 'The tail is kept' }),
    maxSeries: Type.Integer({ minimum: 1, default: 100_000 }),
    maxPendingBytes: Type.Integer({
      minimum: 1,
      default: 64 * MIB,
      description: 'Converted exports that wait for the disk',
    }),
    minFreeDiskBytes: Type.Integer({
      minimum: 0,
      default: 64 * MIB,
      description: 'With less free space, exports are refused until retention or somebody makes room',
    }),
    maxQueryBodyBytes: Type.Integer({ minimum: 1024, default: MIB }),
    maxFlameGraphNodes: Type.Integer({ minimum: 1, default: 1_048_576 }),
    maxProfilesPerQuery: Type.Integer({ minimum: 1, default: 200_000 }),
    maxPointsPerSeries: Type.Integer({ minimum: 1, default: 50_000 }),
  },
  { title: 'StoreLimits', additionalProperties: false }
);
export type Limits = Static<typeof LimitsSchema>;

/** The `store` section of the configuration file. Unknown keys are refused. */
export const StoreConfigSchema = Type.Object(
  {
    dataDir: Type.String({ minLength: 1 }),
    retention: Type.Optional(Type.Partial(RetentionSchema, { additionalProperties: false })),
    limits: Type.Optional(Type.Partial(LimitsSchema, { additionalProperties: false })),
  },
  { title: 'StoreConfig', additionalProperties: false }
);
export type StoreConfig = Static<typeof StoreConfigSchema>;

/** The configuration with every default filled in. */
export function withDefaults(config: {
  retention?: Partial<Retention> | undefined;
  limits?: Partial<Limits> | undefined;
}): {
  retention: Retention;
  limits: Limits;
} {
  return {
    retention: { ...Value.Create(RetentionSchema), ...config.retention },
    limits: { ...Value.Create(LimitsSchema), ...config.limits },
  };
}
