import { PolicyPreviewSchema, PreviewPolicySchema } from '@meshprof/contracts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import { POLICY_BODY_LIMIT_BYTES, usableRule } from './policy-routes.ts';
import { type PreviewParts, previewPolicy } from './previews.ts';

const DEFAULT_OVER_MS = 3_600_000;

export function addPreviewRoute(scope: Scope, parts: PreviewParts): void {
  scope.post('/v1/policies/preview', {
    bodyLimit: POLICY_BODY_LIMIT_BYTES,
    config: { access: 'operate', problems: ['query-failed'] },
    schema: {
      summary: 'Tell what a policy would have done, without creating it',
      operationId: 'previewPolicy',
      tags: ['policies'],
      body: PreviewPolicySchema,
      response: { 200: PolicyPreviewSchema },
    },
    handler: async ({ body }) => {
      const rule = usableRule(body.rule, { hasPrometheus: parts.prometheus !== undefined });
      const outcome = await previewPolicy(parts, rule, body.overMs ?? DEFAULT_OVER_MS);
      if (!outcome.ok) throw new ProblemError('query-failed', outcome.detail);
      return outcome.preview;
    },
  });
}
