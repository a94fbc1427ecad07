import { fail, type Failure } from '../../drivers/outcome.ts';

/** An answer of the API server: an object, or why not. `status` 0: it did not answer at all. */
export type ClusterAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: number; readonly sentence: string };

export const HTTP_FORBIDDEN = 403;
export const HTTP_NOT_FOUND = 404;
export const HTTP_CONFLICT = 409;

/** An object that is not there is an answer too. */
export function orAbsent<T>(answer: ClusterAnswer<T>): ClusterAnswer<T | undefined> {
  return !answer.ok && answer.status === HTTP_NOT_FOUND ? { ok: true, value: undefined } : answer;
}

/** Of a write that the API server refused; `dryRun`: nothing was to be written. */
export function refusalOfWrite(answer: ClusterAnswer<unknown> & { ok: false }, dryRun: boolean): Failure {
  if (answer.status === HTTP_CONFLICT) return fail('foreign-change', `Somebody else owns it: ${answer.sentence}`);
  return fail(dryRun ? 'preflight-failed' : 'configuration-rejected', answer.sentence);
}
