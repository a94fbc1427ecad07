import { type TProperties, type TSchema, Type } from 'typebox';
import { AGGREGATIONS } from '../query-types.ts';

/**
 * Bodies of the querier API in Protobuf's JSON mapping: 64-bit integers may be numbers or decimal strings, absent and
 * null mean zero, unknown fields are ignored (a newer client may send them).
 */
const int64 = Type.Union([
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '^-?[0-9]{1,16}$' }),
  Type.Null(),
]);
const text = Type.Union([Type.String(), Type.Null()]);
const texts = Type.Union([Type.Array(Type.String(), { maxItems: 1000 }), Type.Null()]);

/** Fields of a message; each may be absent. Lower camel case, as clients write it. */
function message(fields: TProperties): TSchema {
  return Type.Partial(Type.Object(fields));
}

const range = { start: int64, end: int64 };

const merge = {
  ...range,
  profileTypeID: text,
  labelSelector: text,
  maxNodes: int64,
  format: Type.Unknown(),
  stackTraceSelector: Type.Unknown(),
};

export const BODY_SCHEMAS = {
  ProfileTypes: message(range),
  LabelNames: message({ ...range, matchers: texts }),
  LabelValues: message({ ...range, name: text, matchers: texts }),
  Series: message({ ...range, matchers: texts, labelNames: texts }),
  SelectSeries: message({
    ...range,
    profileTypeID: text,
    labelSelector: text,
    step: Type.Union([Type.Number(), Type.Null()]),
    groupBy: texts,
    aggregation: Type.Union([...AGGREGATIONS.map((name) => Type.Literal(name)), Type.Integer(), Type.Null()]),
    limit: int64,
    stackTraceSelector: Type.Unknown(),
  }),
  SelectMergeStacktraces: message(merge),
  Diff: message({ left: message(merge), right: message(merge) }),
} as const;

export type Method = keyof typeof BODY_SCHEMAS;
