import { PROBLEMS, type Problem, type ProblemCode } from '@meshprof/contracts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An expected refusal of a request, thrown by handlers and hooks to end it; becomes a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: Problem['errors'];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    extra: { errors?: Problem['errors']; headers?: Record<string, string> } = {}
  ) {
    super(detail);
    this.code = code;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
  }

  get statusCode(): number {
    return PROBLEMS[this.code].status;
  }
}

/** Sent with `unavailable`: about what a restart of the database takes. */
export const RETRY_SOON = { 'retry-after': '5' };

export function toProblem(error: ProblemError, instance: string): Problem {
  return {
    type: `urn:meshprof:problem:${error.code}`,
    title: PROBLEMS[error.code].title,
    status: error.statusCode,
    code: error.code,
    detail: error.message,
    instance,
    ...(error.errors !== undefined && { errors: error.errors }),
  };
}
