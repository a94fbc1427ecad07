import { Value } from 'typebox/value';
import type * as q from '../query-types.ts';
import { AGGREGATIONS } from '../query-types.ts';
import { refuse, type Valid } from '../query/checked-request.ts';
import { BODY_SCHEMAS, type Method } from './request-schemas.ts';

type Body = Readonly<Record<string, unknown>>;

/** Checks a JSON body against its method's schema; the error names the first field that is wrong. */
export function checkBody(method: Method, body: unknown): Valid<Body> {
  const schema = BODY_SCHEMAS[method];
  if (body !== null && typeof body === 'object' && !Array.isArray(body) && Value.Check(schema, body)) {
    return { ok: true, value: body as Body };
  }
  const first = Value.Errors(schema, body)[0];
  const where = first === undefined || first.instancePath === '' ? 'the body' : first.instancePath;
  return refuse(`unmarshal message: ${where} ${first?.message ?? 'is not valid'}`);
}

export function readRange(body: Body): q.TimeRange {
  return { start: integer(body['start']), end: integer(body['end']) };
}

export function readMatchers(body: Body): readonly string[] {
  return texts(body['matchers']);
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function integer(value: unknown): number {
  return value === null || value === undefined ? 0 : Number(value);
}

/** Selectors of Pyroscope that the store does not have. Ignoring one would answer another question. */
const UNSUPPORTED = ['stackTraceSelector', 'profileIdSelector', 'traceIdSelector', 'spanSelector'] as const;

export function refuseUnsupported(body: Body): Valid<Body> {
  const asked = UNSUPPORTED.find((name) => {
    const value = body[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
  });
  if (asked !== undefined) return refuse(`${asked} is not supported by this store`, 'unimplemented');
  const format = body['format'];
  const known = [undefined, null, 0, 1, 'PROFILE_FORMAT_UNSPECIFIED', 'PROFILE_FORMAT_FLAMEGRAPH'] as unknown[];
  if (!known.includes(format)) {
    return refuse('only PROFILE_FORMAT_FLAMEGRAPH is supported by this store', 'unimplemented');
  }
  return { ok: true, value: body };
}

export function readMerge(body: Body): q.SelectMergeStacktracesRequest {
  return {
    ...readRange(body),
    profileTypeID: text(body['profileTypeID']),
    labelSelector: text(body['labelSelector']),
    maxNodes: integer(body['maxNodes']),
  };
}

export function readSelectSeries(body: Body): q.SelectSeriesRequest {
  const aggregation = body['aggregation'];
  const name = typeof aggregation === 'number' ? AGGREGATIONS[aggregation] : aggregation;
  return {
    ...readRange(body),
    profileTypeID: text(body['profileTypeID']),
    labelSelector: text(body['labelSelector']),
    step: typeof body['step'] === 'number' ? body['step'] : 0,
    groupBy: texts(body['groupBy']),
    limit: integer(body['limit']),
    ...(typeof name === 'string' ? { aggregation: name as q.Aggregation } : {}),
  };
}
