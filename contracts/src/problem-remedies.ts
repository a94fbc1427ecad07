import type { ProblemCode } from './problems.ts';

/** What usually stands behind a problem of the HTTP API, and what to do. For people; programs branch on the code. */
export interface ProblemRemedy {
  readonly cause: string;
  readonly remedy: string;
}

export const PROBLEM_REMEDIES: Readonly<Record<ProblemCode, ProblemRemedy>> = {
  'invalid-request': {
    cause: 'A field is missing, has the wrong type or lies outside its limits.',
    remedy: 'Read `errors` in the answer: it names each field and what it may be.',
  },
  'invalid-cursor': {
    cause: 'The cursor is of another list, another filter or another version.',
    remedy: 'Ask for the first page again, without a cursor.',
  },
  unauthenticated: {
    cause: 'There is no token, or not the one of this controller.',
    remedy:
      'Command line: set `MESHPROF_TOKEN` to the content of the controller’s token file. App: set its secret to `secret` of the controller.',
  },
  'agent-revoked': {
    cause: 'Somebody revoked this agent.',
    remedy: 'Delete the agent in the app (Agents), then start it with a join token: it joins as a new one.',
  },
  'join-token-ended': {
    cause: 'The token has expired, was revoked, or has admitted as many agents as it may.',
    remedy: 'Make another one: Agents → Add agents, or `meshprof agents join-tokens create`.',
  },
  'client-certificate-required': {
    cause: 'The controller has `tlsClientCaFile`, and the agent showed no certificate of that authority.',
    remedy: 'Set `controllerClientCertFile` and `controllerClientKeyFile` of the agent.',
  },
  forbidden: {
    cause: 'The route of the app, and so the role in Grafana, allows less than this needs.',
    remedy: 'Ask somebody with the role Editor (tasks, policies) or Admin (experiments, agents).',
  },
  'second-person-needed': {
    cause: 'The experiment asks for approval by a second person, and its author tried to approve it.',
    remedy: 'Let somebody else approve it.',
  },
  'foreign-origin': {
    cause:
      'The request’s Host or Origin is none that the controller knows: a web page from elsewhere, or a new name for the service.',
    remedy: 'Add the host name to `allowedHosts`, a page’s origin to `allowedOrigins`.',
  },
  'not-found': {
    cause: 'The id is wrong, or retention or a person deleted it.',
    remedy: 'Look at the list it is from. Old tasks leave after `taskRetentionDays`.',
  },
  'method-not-allowed': {
    cause: 'The path exists, the method does not.',
    remedy: 'Look at `allow` in the answer, and at the reference of the API.',
  },
  conflict: {
    cause: 'It has ended, or is being changed by somebody else.',
    remedy: 'Read it again and look at its state; `detail` says what is in the way.',
  },
  'idempotency-key-reused': {
    cause: 'The same `Idempotency-Key` came with another body.',
    remedy: 'Use a new key for a new request.',
  },
  'body-too-large': {
    cause: 'The body is above the limit of the route, which `detail` names.',
    remedy: 'Send less at once.',
  },
  'unsupported-media-type': {
    cause: 'The header `content-type` is missing or is not `application/json`, or the body is compressed.',
    remedy: 'Send `content-type: application/json`, and the body as it is.',
  },
  'no-matching-target': {
    cause: 'The selector matches no process that agents report.',
    remedy: 'Look at Targets with the same filter. A process shows up within 20 s of its start.',
  },
  'experiment-refused': {
    cause: 'The plan found something that would make the result wrong.',
    remedy: 'Read `errors`: each is a finding with what to do.',
  },
  'query-failed': {
    cause: 'Prometheus is away, or does not understand the query.',
    remedy: 'Try the query in Prometheus; check `prometheusUrl` and `prometheusHeaders`.',
  },
  'rate-limited': {
    cause: 'The address or agent sent more than `requestsPerMinute`.',
    remedy: 'Wait as long as `retry-after` says. Behind a proxy all clients share an address: raise the limit there.',
  },
  internal: {
    cause: 'A defect of the controller.',
    remedy: 'Look at its log for the request id of the answer, and report it.',
  },
  unavailable: {
    cause: 'The database is away, full or still being migrated, or the controller stops.',
    remedy: 'Nothing stored is lost; callers come again by themselves. Look at the database and at `/readyz`.',
  },
};
