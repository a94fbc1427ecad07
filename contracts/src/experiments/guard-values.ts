import { type Static, Type } from 'typebox';
import { stringEnum } from '../string-enum.ts';

/** What guards look at, and in which unit. A breach is a value above its limit; of the disk one below it. */
export const GUARDS = {
  errors: { title: 'Failed requests, of the last 10 s', unit: 'percent' },
  latency: { title: '99th percentile', unit: 'microseconds' },
  restarts: { title: 'Restarts of the proxy', unit: 'count' },
  rejected: { title: 'Rejected configurations', unit: 'count' },
  drift: { title: 'Changes by others', unit: 'count' },
  disk: { title: 'Free on the fullest disk', unit: 'percent' },
  duration: { title: 'Time taken', unit: 'milliseconds' },
} as const satisfies Record<string, { title: string; unit: 'percent' | 'microseconds' | 'count' | 'milliseconds' }>;
export type GuardId = keyof typeof GUARDS;

const number = Type.Number({ minimum: 0 });

export const GuardReadingSchema = Type.Object(
  {
    guard: stringEnum(Object.keys(GUARDS) as GuardId[]),
    value: Type.Optional(Type.Number({ minimum: 0, description: 'Absent where nothing tells it' })),
    limit: Type.Optional(Type.Number({ minimum: 0, description: 'Absent before there is a baseline to compare with' })),
    beyondMs: Type.Optional(Type.Number({ minimum: 0, description: 'How long it has been beyond, where it may be' })),
  },
  { title: 'GuardReading' }
);
export type GuardReading = Static<typeof GuardReadingSchema>;

/** Of one look. */
export const GuardValuesSchema = Type.Object(
  { atUnixMs: number, readings: Type.Array(GuardReadingSchema, { maxItems: 16 }) },
  { title: 'GuardValues' }
);
export type GuardValues = Static<typeof GuardValuesSchema>;
