import { Type } from 'typebox';
import type { Registry } from 'prom-client';
import type { Storage } from '../storage/open-storage.ts';
import { describeDatabaseFailure } from '../storage/database-failure.ts';
import { describeError } from '../storage/postgres-storage.ts';
import { ProblemError, RETRY_SOON } from './problem-error.ts';
import type { Scope } from './scope.ts';

const HealthSchema = Type.Object({ status: Type.String() }, { title: 'Health' });

/** Health and metrics. Answered under any host name: probes and scrapers address a pod by its IP. */
export function addServiceRoutes(scope: Scope, parts: { storage: Storage; metrics: Registry }): void {
  scope.get('/healthz', {
    config: { access: 'probe' },
    schema: {
      summary: 'Whether the process is alive',
      operationId: 'health',
      tags: ['service'],
      response: { 200: HealthSchema },
    },
    handler: () => ({ status: 'ok' }),
  });
  scope.get('/readyz', {
    config: { access: 'probe', problems: ['unavailable'] },
    schema: {
      summary: 'Whether requests can be served: the database answers',
      operationId: 'readiness',
      tags: ['service'],
      response: { 200: HealthSchema },
    },
    handler: async (request) => {
      try {
        await parts.storage.selectFrom('tasks').select('id').limit(1).execute();
      } catch (error) {
        request.log.warn(describeError(error), 'database does not answer');
        const why = describeDatabaseFailure(error) ?? 'The database does not answer.';
        throw new ProblemError('unavailable', `${why} Look at the log.`, { headers: RETRY_SOON });
      }
      return { status: 'ready' };
    },
  });
  scope.get('/metrics', {
    config: { access: 'probe' },
    schema: {
      summary: 'Prometheus metrics',
      operationId: 'metrics',
      tags: ['service'],
      response: { 200: { description: 'Prometheus text', content: { 'text/plain': { schema: Type.String() } } } },
    },
    handler: async (_request, reply) => {
      const text = await parts.metrics.metrics();
      return reply.type(parts.metrics.contentType).serializer(String).send(text);
    },
  });
}
