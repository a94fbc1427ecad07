/** Queries of Grafana's Pyroscope data source, answered by the embedded store. */
import { type Static, Type } from 'typebox';
import type { QueryError, QueryResult } from '../store/query-types.ts';
import type { StoreQuery } from '../store/store-types.ts';
import { metricsFrame } from './metrics-frame.ts';
import { profileFrame } from './profile-frame.ts';
import { checkQuery, failedQuery, type QueryAnswer, type TimeRange } from './query-answer.ts';
import { parseStoredType } from './stored-type.ts';

const QuerySchema = Type.Object({
  refId: Type.String(),
  queryType: Type.Union([Type.Literal('profile'), Type.Literal('metrics'), Type.Literal('both')]),
  profileTypeId: Type.String({ maxLength: 512 }),
  labelSelector: Type.String({ maxLength: 8192 }),
  groupBy: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 16 })),
  maxNodes: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 0 })),
  intervalMs: Type.Optional(Type.Number({ minimum: 0 })),
});
type Query = Static<typeof QuerySchema>;

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

export async function answerStoreQuery(store: StoreQuery, request: unknown, range: TimeRange): Promise<QueryAnswer> {
  const checked = checkQuery(QuerySchema, request);
  if (!checked.ok) return checked.answer;
  const { query } = checked;
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

const failure = ({ code, message }: QueryError): QueryAnswer => failedQuery(STATUS_OF_ERROR[code], message);

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
