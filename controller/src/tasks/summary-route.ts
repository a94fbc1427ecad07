import { TargetSummarySchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import { findSummary } from './target-summaries.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 100 }), targetId: Type.String({ maxLength: 200 }) });

export function addSummaryRoute(scope: Scope, { storage }: { storage: Storage }): void {
  scope.get('/v1/tasks/:id/targets/:targetId/summary', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'What a target’s session tells beside its profiles: intervals, wakers, stalls',
      operationId: 'showTargetSummary',
      tags: ['tasks'],
      params: Params,
      response: { 200: TargetSummarySchema },
    },
    handler: async ({ params: { id: taskId, targetId } }) => {
      const summary = await findSummary(storage, { taskId, targetId });
      if (summary !== undefined) return summary;
      throw new ProblemError(
        'not-found',
        'This target has no summary: its session has not ended, was not asked to watch off CPU, or its agent is older.'
      );
    },
  });
}
