import type { ControllerSetup } from '@meshprof/contracts';
import { request } from './controller-request';

export const getSetup = (signal?: AbortSignal): Promise<ControllerSetup> => request('read/v1/setup', { signal });
