/** `/api/ds/query` of Grafana for its Pyroscope data source, answered by the embedded store. */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { QueryError, QueryResult } from '../store/query-types.ts';
import type { StoreQuery } from '../store/store-types.ts';
import { metricsFrame } from './metrics-frame.ts';
import { profileFrame } from './profile-frame.ts';
import { parseStoredType } from './stored-type.ts';

export const DATA_SOURCE_TYPE = 'grafana-pyroscope-datasource';
export const DATA_SOURCE_UID = 'meshprof-store';

/** Grafana sends Unix milliseconds as strings; relative times such as `now-1h` are resolved by its front end. */
const TimeSchema = Type.Union([Type.Integer(), Type.String({ pattern: '^[0-9]{1,16}$' })]);

const QuerySchema = Type.Object({
  refId: Type.String({ minLength: 1, maxLength: 64 }),
  datasource: Type.Object({ uid: Type.String(), type: Type.Optional(Type.String()) }),
  queryType: Type.Union([Type.Literal('profile'), Type.Literal('metrics'), Type.Literal('both')]),
  profileTypeId: Type.String({ maxLength: 512 }),
  labelSelector: Type.String({ maxLength: 8192 }),
  groupBy: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 16 })),
  maxNodes: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 0 })),
  intervalMs: Type.Optional(Type.Number({ minimum: 0 })),
});
type Query = Static<typeof QuerySchema>;

const RequestSchema = Type.Object({
  from: TimeSchema,
  to: TimeSchema,
  queries: Type.Array(QuerySchema, { minItems: 1, maxItems: 32 }),
});

interface TimeRange {
  readonly start: number;
  readonly end: number;
}

interface QueryAnswer {
  readonly status: number;
  readonly frames?: readonly object[];
  readonly error?: string;
}

/** The data source's own lower bound of a step. */
const MIN_STEP_SECONDS = 15;

const STATUS_OF_ERROR: Record<QueryError['code'], number> = {
  invalid_argument: 400,
  not_found: 404,
  unimplemented: 501,
  resource_exhausted: 400,
  unavailable: 503,
  internal: 500,
};

export interface DataSourceAnswer {
  readonly status: number;
  readonly body: object;
}

/** Never throws for a bad request: the answer says which query failed and why, as Grafana's does. */
export async function answerDataSourceQuery(store: StoreQuery, request: unknown): Promise<DataSourceAnswer> {
  if (!Value.Check(RequestSchema, request)) {
    const [first] = Value.Errors(RequestSchema, request);
    return { status: 400, body: { message: `bad request data: ${first?.instancePath ?? ''} ${first?.message ?? ''}` } };
  }
  const range = { start: Number(request.from), end: Number(request.to) };
  const answers = await Promise.all(
    request.queries.map(async (query) => [query.refId, await answerQuery(store, query, range)] as const)
  );
  const failed = answers.find(([, answer]) => answer.error !== undefined);
  return { status: failed?.[1].status ?? 200, body: { results: Object.fromEntries(answers) } };
}

async function answerQuery(store: StoreQuery, query: Query, range: TimeRange): Promise<QueryAnswer> {
  if (query.datasource.uid !== DATA_SOURCE_UID) return { status: 404, error: 'data source not found' };
  const frames: object[] = [];
  if (query.queryType !== 'profile') {
    const metrics = await readMetrics(store, query, range);
    if (!metrics.ok) return failure(metrics.error);
    frames.push(...metrics.value);
  }
  if (query.queryType !== 'metrics') {
    const profile = await readProfile(store, query, range);
    if (!profile.ok) return failure(profile.error);
    frames.push(profile.value);
  }
  return { status: 200, frames };
}

const failure = ({ code, message }: QueryError): QueryAnswer => ({ status: STATUS_OF_ERROR[code], error: message });

async function readProfile(store: StoreQuery, query: Query, range: TimeRange): Promise<QueryResult<object>> {
  const { profileTypeId, labelSelector, maxNodes, refId } = query;
  const result = await store.selectMergeStacktraces({
    ...range,
    profileTypeID: profileTypeId,
    labelSelector,
    ...(maxNodes !== undefined && { maxNodes }),
  });
  if (!result.ok) return result;
  const { grafanaUnit: unit } = parseStoredType(profileTypeId);
  return { ok: true, value: profileFrame(result.value.flamegraph, { refId, unit }) };
}

async function readMetrics(store: StoreQuery, query: Query, range: TimeRange): Promise<QueryResult<object[]>> {
  const { profileTypeId, labelSelector, groupBy = [], limit, refId, intervalMs = 0 } = query;
  const stepSeconds = Math.max(intervalMs / 1000, MIN_STEP_SECONDS);
  const result = await store.selectSeries({
    ...range,
    profileTypeID: profileTypeId,
    labelSelector,
    step: stepSeconds,
    groupBy,
    ...(limit !== undefined && { limit }),
  });
  if (!result.ok) return result;
  const type = parseStoredType(profileTypeId);
  const frames = (result.value.series ?? []).map((series) => metricsFrame(series, { refId, type, stepSeconds }));
  return { ok: true, value: frames };
}
