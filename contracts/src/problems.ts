import { type Static, Type } from 'typebox';

/**
 * Errors of the HTTP API: RFC 9457 problem documents (`application/problem+json`) with a stable `code`.
 * `type` is `urn:meshprof:problem:<code>`.
 */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-cursor': { status: 400, title: 'The page cursor is not valid' },
  unauthenticated: { status: 401, title: 'Credentials are missing or wrong' },
  'agent-revoked': { status: 401, title: 'This agent is not admitted any more' },
  'join-token-ended': { status: 401, title: 'The join token does not admit agents any more' },
  'client-certificate-required': { status: 401, title: 'Agents need a client certificate here' },
  forbidden: { status: 403, title: 'This needs a higher access level' },
  'second-person-needed': { status: 403, title: 'Another person than the author has to approve this' },
  'foreign-origin': { status: 403, title: 'Requests from other pages are refused' },
  'not-found': { status: 404, title: 'There is no such resource' },
  'method-not-allowed': { status: 405, title: 'This resource does not take that method' },
  conflict: { status: 409, title: 'The resource is not in a state that allows this' },
  'idempotency-key-reused': { status: 409, title: 'The idempotency key was used with another request' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The request body has another media type than JSON' },
  'no-matching-target': { status: 422, title: 'No known process matches the selector' },
  'experiment-refused': { status: 422, title: 'The experiment cannot be run as it is' },
  'query-failed': { status: 502, title: 'Prometheus did not answer the query' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'The controller failed' },
  unavailable: { status: 503, title: 'The controller is not ready' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'urn:meshprof:problem:<code>' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable code to branch on' }),
    detail: Type.Optional(Type.String({ description: 'What happened, why, and what to do' })),
    instance: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(Type.Object({ path: Type.String({ description: 'JSON pointer' }), message: Type.String() }))
    ),
  },
  { title: 'Problem' }
);
export type Problem = Static<typeof ProblemSchema>;
