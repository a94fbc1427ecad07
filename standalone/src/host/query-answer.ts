import { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { firstFault } from './first-fault.ts';

/** Unix milliseconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** One entry of `results` in an answer of `/api/ds/query`. */
export interface QueryAnswer {
  readonly status: number;
  readonly frames?: readonly object[];
  readonly error?: string;
  /** Where Grafana says that the fault is not its own. */
  readonly errorSource?: 'downstream';
}

export const failedQuery = (status: number, error: string): QueryAnswer => ({ status, error });

type Checked<T> = { readonly ok: true; readonly query: T } | { readonly ok: false; readonly answer: QueryAnswer };

/** The query of one data source, or the 400 that names its first fault. */
export function checkQuery<S extends TSchema>(schema: S, query: unknown): Checked<Static<S>> {
  if (Value.Check(schema, query)) return { ok: true, query };
  return { ok: false, answer: failedQuery(400, `bad query: ${firstFault(schema, query)}`) };
}
