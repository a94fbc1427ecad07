import { ProxySettingsSchema } from '@meshprof/contracts';
import { Type } from 'typebox';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { Storage } from '../storage/open-storage.ts';
import { findSettings } from './target-settings.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 100 }), targetId: Type.String({ maxLength: 200 }) });

export function addSettingsRoute(scope: Scope, { storage }: { storage: Storage }): void {
  scope.get('/v1/tasks/:id/targets/:targetId/settings', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary:
        'The settings of a target that is an Envoy, as they were while it was profiled: values and where they are set',
      operationId: 'showTargetSettings',
      tags: ['tasks'],
      params: Params,
      response: { 200: ProxySettingsSchema },
    },
    handler: async ({ params: { id: taskId, targetId } }) => {
      const settings = await findSettings(storage, { taskId, targetId });
      if (settings !== undefined) return settings;
      throw new ProblemError(
        'not-found',
        'No settings are known of this target: its session has not ended, it is no Envoy, or its agent is older.'
      );
    },
  });
}
