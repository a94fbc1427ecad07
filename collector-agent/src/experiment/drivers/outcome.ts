import type { AbortReason } from '@meshprof/contracts';

/** What may fail without anybody's mistake: the reason goes into the journal and the report, the detail to a person. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

export interface Failure {
  readonly ok: false;
  readonly reason: AbortReason;
  /** One sentence: what is wrong, and where there is one the remedy. */
  readonly detail: string;
}

export const succeed = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const fail = (reason: AbortReason, detail: string): Failure => ({ ok: false, reason, detail });
