import fastifySwagger from '@fastify/swagger';
import {
  ACCESS_HEADER,
  ACCESS_LEVELS,
  PROBLEMS,
  type ProblemCode,
  ProblemSchema,
  SECRET_HEADER,
  WEBHOOK_SIGNATURE_HEADER,
  WEBHOOK_TIMESTAMP_HEADER,
} from '@meshprof/contracts';
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify';
import { shareTitledSchemas } from './openapi-components.ts';
import { PROBLEM_MEDIA_TYPE } from './problem-error.ts';
import type { RouteAccess } from './route-access.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Problems of this route beyond those that follow from its access and schema. */
    problems?: readonly ProblemCode[];
  }
}

/** Serves the OpenAPI 3.1 document of a scope's routes at /openapi.json. Call before adding the routes. */
export async function useOpenApi(scope: FastifyInstance, version: string): Promise<void> {
  await scope.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Meshprof controller',
        version,
        description: 'Profiling tasks, the processes they can run on, and the agents that run them.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [
        { name: 'tasks', description: 'What is profiled, and how far it has come' },
        { name: 'schedules', description: 'Tasks that repeat' },
        { name: 'targets', description: 'Processes that agents found' },
        { name: 'policies', description: 'What is profiled without being asked each time' },
        { name: 'alerts', description: 'What was delivered by webhooks, and what came of it' },
        { name: 'experiments', description: 'What settings of the mesh cost: variants, measured against a baseline' },
        { name: 'agents', description: 'Nodes' },
        { name: 'audit', description: 'Who changed what' },
        { name: 'agent protocol', description: 'Spoken by `meshprof agent`' },
        { name: 'service', description: 'The controller itself' },
      ],
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    transform: ({ schema, url, route }) => ({ schema: document(schema ?? {}, route), url }),
    transformObject: (document) =>
      shareTitledSchemas('openapiObject' in document ? document.openapiObject : document.swaggerObject),
  });
  const documentOnce = once(() => JSON.stringify(scope.swagger()));
  scope.get('/openapi.json', {
    config: { access: 'public' },
    schema: { hide: true },
    handler: (_request, reply) => reply.type('application/json; charset=utf-8').send(documentOnce()),
  });
}

const SECURITY_SCHEMES = {
  token: { type: 'http', scheme: 'bearer', description: 'The local token (MESHPROF_TOKEN); every right' },
  pluginSecret: { type: 'apiKey', in: 'header', name: SECRET_HEADER, description: "Set by the plugin's routes" },
  pluginAccess: { type: 'apiKey', in: 'header', name: ACCESS_HEADER, description: 'The level of the matched route' },
  joinToken: { type: 'http', scheme: 'bearer', description: 'What a new agent joins with' },
  webhookSignature: {
    type: 'apiKey',
    in: 'header',
    name: WEBHOOK_SIGNATURE_HEADER,
    description: `HMAC-SHA256 in hex over the value of ${WEBHOOK_TIMESTAMP_HEADER}, a colon and the body`,
  },
  webhookToken: { type: 'http', scheme: 'bearer', description: 'The webhookToken of the controller' },
  agentCredential: { type: 'http', scheme: 'bearer', description: 'What an agent got when it joined' },
} as const;

function securityOf(access: RouteAccess): Record<string, string[]>[] {
  switch (access) {
    case 'probe':
    case 'public':
      return [];
    case 'join':
      return [{ joinToken: [] }];
    case 'agent':
      return [{ agentCredential: [] }];
    case 'webhook':
      return [{ webhookSignature: [] }, { webhookToken: [] }];
    case 'read':
    case 'operate':
    case 'experiment':
    case 'admin':
      return [{ token: [] }, { pluginSecret: [], pluginAccess: [] }];
  }
}

function document(schema: FastifySchema, route: RouteOptions): FastifySchema {
  const access = route.config?.access ?? 'public';
  const responses = { ...(schema.response as object), ...problemResponses(problemsOf(schema, route, access)) };
  return { ...schema, security: securityOf(access), response: responses };
}

function problemsOf(schema: FastifySchema, route: RouteOptions, access: RouteAccess): ProblemCode[] {
  const codes: ProblemCode[] = [...(route.config?.problems ?? []), 'internal', 'unavailable'];
  if (schema.body !== undefined) codes.push('body-too-large', 'unsupported-media-type');
  if ([schema.body, schema.querystring, schema.params].some((part) => part !== undefined))
    codes.push('invalid-request');
  if (access !== 'probe') codes.push('foreign-origin');
  if (access !== 'probe' && access !== 'public') codes.push('unauthenticated');
  if (access === 'agent') codes.push('agent-revoked');
  if (access === 'agent' || access === 'join') codes.push('client-certificate-required');
  if (ACCESS_LEVELS.some((level) => level === access)) codes.push('forbidden');
  if (access !== 'public') codes.push('rate-limited');
  return codes;
}

function problemResponses(codes: readonly ProblemCode[]): Record<string, unknown> {
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, sharing]) => [
      status,
      {
        description: sharing.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemSchema } },
      },
    ])
  );
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
