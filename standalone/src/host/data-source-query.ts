/** `/api/ds/query` of Grafana: hands each query to the data source that it names, and puts the answers together. */
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { StoreQuery } from '../store/store-types.ts';
import { PROMETHEUS_UID, type PrometheusSource, STORE_UID } from './data-sources.ts';
import { firstFault } from './first-fault.ts';
import { answerPrometheusQuery } from './prometheus-query.ts';
import { failedQuery, type QueryAnswer, type TimeRange } from './query-answer.ts';
import { answerStoreQuery } from './store-data-source.ts';

/** Grafana sends Unix milliseconds as strings; relative times such as `now-1h` are resolved by its front end. */
const TimeSchema = Type.Union([Type.Integer(), Type.String({ pattern: '^[0-9]{1,16}$' })]);

/** What all data sources have; the rest is for each of them to check. */
const QuerySchema = Type.Object({
  refId: Type.String({ minLength: 1, maxLength: 64 }),
  datasource: Type.Object({ uid: Type.String(), type: Type.Optional(Type.String()) }),
});

const RequestSchema = Type.Object({
  from: TimeSchema,
  to: TimeSchema,
  queries: Type.Array(QuerySchema, { minItems: 1, maxItems: 32 }),
});

export interface QuerySources {
  readonly store: StoreQuery;
  /** Absent where none runs. */
  readonly prometheus?: PrometheusSource;
}

export interface DataSourceAnswer {
  readonly status: number;
  readonly body: object;
}

/** Never throws for a bad request: the answer says which query failed and why, as Grafana's does. */
export async function answerDataSourceQuery(sources: QuerySources, request: unknown): Promise<DataSourceAnswer> {
  if (!Value.Check(RequestSchema, request)) {
    return { status: 400, body: { message: `bad request data: ${firstFault(RequestSchema, request)}` } };
  }
  const range = { start: Number(request.from), end: Number(request.to) };
  const answers = await Promise.all(
    request.queries.map(async (query) => [query.refId, await answerQuery(sources, query, range)] as const)
  );
  const failed = answers.find(([, answer]) => answer.error !== undefined);
  return { status: failed?.[1].status ?? 200, body: { results: Object.fromEntries(answers) } };
}

async function answerQuery(
  { store, prometheus }: QuerySources,
  query: { datasource: { uid: string } },
  range: TimeRange
): Promise<QueryAnswer> {
  const { uid } = query.datasource;
  if (uid === STORE_UID) return answerStoreQuery(store, query, range);
  if (uid === PROMETHEUS_UID && prometheus !== undefined) {
    return answerPrometheusQuery({ source: prometheus, query, range });
  }
  return failedQuery(404, 'data source not found');
}
