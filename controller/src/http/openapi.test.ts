import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROBLEMS } from '@meshprof/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openController } from '../testing/controller-under-test.ts';

interface Operation {
  operationId: string;
  summary: string;
  security: object[];
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

async function readDocument(): Promise<Document> {
  await using under = await openController();
  const answer = await under.call({ url: '/openapi.json' });
  assert.equal(answer.statusCode, 200);
  return answer.json<Document>();
}

describe('/openapi.json', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const document = await readDocument();
    assert.equal(document.openapi, '3.1.0');
    const result = await new Validator().validate({ ...document });
    assert.deepEqual(result.errors ?? [], []);
    assert.ok(result.valid);
  });

  it('lists every route', async () => {
    const { paths } = await readDocument();
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
    );
    assert.deepEqual(operations.sort(), [
      'DELETE /v1/agents/{id}',
      'DELETE /v1/experiments/{id}',
      'DELETE /v1/policies/{id}',
      'DELETE /v1/schedules/{id}',
      'DELETE /v1/tasks/{id}',
      'GET /agent/v1/assignments',
      'GET /agent/v1/experiments',
      'GET /healthz',
      'GET /metrics',
      'GET /readyz',
      'GET /v1/agents',
      'GET /v1/agents/{id}',
      'GET /v1/alerts/deliveries',
      'GET /v1/alerts/deliveries/{id}',
      'GET /v1/audit',
      'GET /v1/experiments',
      'GET /v1/experiments/{id}',
      'GET /v1/experiments/{id}/report',
      'GET /v1/join-tokens',
      'GET /v1/policies',
      'GET /v1/policies/{id}',
      'GET /v1/policies/{id}/firings',
      'GET /v1/policies/{id}/targets',
      'GET /v1/schedules',
      'GET /v1/schedules/{id}',
      'GET /v1/setup',
      'GET /v1/targets',
      'GET /v1/tasks',
      'GET /v1/tasks/{id}',
      'GET /v1/tasks/{id}/targets/{targetId}/settings',
      'GET /v1/tasks/{id}/targets/{targetId}/summary',
      'POST /agent/v1/answers',
      'POST /agent/v1/crossings',
      'POST /agent/v1/experiments/{id}/report',
      'POST /agent/v1/heartbeat',
      'POST /agent/v1/inventory',
      'POST /agent/v1/register',
      'POST /agent/v1/standing',
      'POST /agent/v1/status',
      'POST /v1/agents/{id}/revoke',
      'POST /v1/agents/{id}/rotate',
      'POST /v1/experiments',
      'POST /v1/experiments/plan',
      'POST /v1/experiments/{id}/abort',
      'POST /v1/experiments/{id}/approve',
      'POST /v1/experiments/{id}/pause',
      'POST /v1/experiments/{id}/rerun',
      'POST /v1/experiments/{id}/resume',
      'POST /v1/join-tokens',
      'POST /v1/join-tokens/{id}/revoke',
      'POST /v1/policies',
      'POST /v1/policies/preview',
      'POST /v1/policies/{id}/disable',
      'POST /v1/policies/{id}/enable',
      'POST /v1/schedules',
      'POST /v1/tasks',
      'POST /v1/tasks/plan',
      'POST /v1/tasks/{id}/cancel',
      'POST /v1/tasks/{id}/clone',
      'POST /v1/tasks/{id}/rerun',
      'POST /webhooks/alertmanager',
      'POST /webhooks/grafana',
      'PUT /v1/policies/{id}',
      'PUT /v1/schedules/{id}',
    ]);
  });

  it('documents the problems of each operation by code, with one schema', async () => {
    const { paths, components } = await readDocument();
    const mentioned = new Set<string>();
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    for (const { operationId, responses } of operations) {
      const problems = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      assert.ok(problems.length > 0, operationId);
      for (const [status, { description, content }] of problems) {
        assert.deepEqual(content?.['application/problem+json']?.schema, { $ref: '#/components/schemas/Problem' });
        for (const [, code] of description.matchAll(/`([a-z-]+)`/g)) {
          assert.equal(PROBLEMS[code as keyof typeof PROBLEMS].status, Number(status));
          mentioned.add(code ?? '');
        }
      }
    }
    // These two cannot follow from an operation that the document lists.
    assert.deepEqual(
      Object.keys(PROBLEMS).filter((code) => !mentioned.has(code)),
      ['method-not-allowed']
    );
    assert.ok('Task' in components.schemas && 'Target' in components.schemas);
  });

  it('gives each operation an id, a sentence and its credentials', async () => {
    const { paths } = await readDocument();
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
    for (const { summary, operationId, security } of operations) {
      assert.ok(summary.length > 5, operationId);
      assert.equal(security.length > 0, !['health', 'readiness', 'metrics'].includes(operationId), operationId);
    }
  });
});
