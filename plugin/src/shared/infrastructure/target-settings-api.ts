import type { ProxySettings } from '@meshprof/contracts';
import { request } from './controller-request';

/** Fails with `not-found` until the target's session has ended, for what is no Envoy, and for one of an older agent. */
export const getTargetSettings = (taskId: string, targetId: string, signal?: AbortSignal): Promise<ProxySettings> =>
  request(`read/v1/tasks/${encodeURIComponent(taskId)}/targets/${encodeURIComponent(targetId)}/settings`, { signal });
