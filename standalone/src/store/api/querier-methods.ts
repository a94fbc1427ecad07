import type * as q from '../query-types.ts';
import type { StoreQuery } from '../store-types.ts';
import * as read from './read-request.ts';
import type { Method } from './request-schemas.ts';

/** What the HTTP request adds to a body. */
export interface CallContext {
  /** The client can take label names that are no Prometheus identifiers. */
  readonly allowUtf8: boolean;
}

/** Reads a body and asks the store: one function for each method of the querier service. */
export async function callQuerier(
  query: StoreQuery,
  method: Method,
  body: unknown,
  context: CallContext
): Promise<q.QueryResult<unknown>> {
  const checked = read.checkBody(method, body);
  if (!checked.ok) return checked;
  const fields = checked.value;
  const range = read.readRange(fields);
  const matchers = read.readMatchers(fields);
  switch (method) {
    case 'ProfileTypes':
      return query.profileTypes(range);
    case 'LabelNames':
      return query.labelNames({ ...range, matchers, ...context });
    case 'LabelValues':
      return query.labelValues({ ...range, matchers, name: read.text(fields['name']) });
    case 'Series':
      return query.series({ ...range, matchers, labelNames: read.texts(fields['labelNames']), ...context });
    case 'SelectSeries': {
      const supported = read.refuseUnsupported(fields);
      return supported.ok ? query.selectSeries(read.readSelectSeries(fields)) : supported;
    }
    case 'SelectMergeStacktraces': {
      const supported = read.refuseUnsupported(fields);
      return supported.ok ? query.selectMergeStacktraces(read.readMerge(fields)) : supported;
    }
    case 'Diff':
      return callDiff(query, fields);
  }
}

async function callDiff(query: StoreQuery, fields: Readonly<Record<string, unknown>>): Promise<q.QueryResult<unknown>> {
  const sides = [fields['left'], fields['right']].map((side) => (side ?? {}) as Readonly<Record<string, unknown>>);
  for (const side of sides) {
    const supported = read.refuseUnsupported(side);
    if (!supported.ok) return supported;
  }
  return query.diff({ left: read.readMerge(sides[0]!), right: read.readMerge(sides[1]!) });
}
