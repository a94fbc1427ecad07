/** Resources of Grafana's Pyroscope data source (its query editor asks for them), answered by the embedded store. */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { QueryError, QueryResult } from '../store/query-types.ts';
import type { StoreQuery } from '../store/store-types.ts';

const TIME = Type.String({ pattern: '^[0-9]{1,16}$' });

const ParamsSchema = Type.Object({
  start: TIME,
  end: TIME,
  query: Type.Optional(Type.String({ maxLength: 8192 })),
  label: Type.Optional(Type.String({ maxLength: 256 })),
});

export interface ResourceAnswer {
  readonly status: number;
  readonly body: unknown;
}

const badRequest = (message: string): ResourceAnswer => ({ status: 400, body: { message } });

/** Never throws for a bad request. */
export async function answerResource(store: StoreQuery, path: string, params: unknown): Promise<ResourceAnswer> {
  if (!Value.Check(ParamsSchema, params)) return badRequest('start and end are needed, in Unix milliseconds');
  const { query, label, ...range } = read(params);
  const matchers = query === undefined || query === '' ? [] : [query];
  switch (path) {
    case 'profileTypes':
      return answer(await store.profileTypes(range), ({ profileTypes = [] }) =>
        profileTypes.map(({ ID, name, sampleType }) => ({ id: ID, label: `${name} - ${sampleType}` }))
      );
    case 'labelNames':
      return answer(await store.labelNames({ ...range, matchers }), ({ names = [] }) => names);
    case 'labelValues':
      return answer(await store.labelValues({ ...range, matchers, name: label ?? '' }), ({ names = [] }) => names);
    default:
      return { status: 404, body: { message: 'there is no such resource' } };
  }
}

const read = ({ start, end, query, label }: Static<typeof ParamsSchema>) => ({
  start: Number(start),
  end: Number(end),
  query,
  label,
});

function answer<T>(result: QueryResult<T>, bodyOf: (value: T) => unknown): ResourceAnswer {
  return result.ok ? { status: 200, body: bodyOf(result.value) } : failure(result.error);
}

const failure = ({ code, message }: QueryError): ResourceAnswer => ({
  status: code === 'invalid_argument' ? 400 : 500,
  body: { message },
});
