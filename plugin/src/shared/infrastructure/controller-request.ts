import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { PLUGIN_ID } from '../../constants';

/**
 * The controller's API through Grafana's plugin proxy. The first path segment picks the route of plugin.json, and with
 * it the access level: `read` may only read, `operate` may start and cancel tasks.
 */
const PROXY = `/api/plugin-proxy/${PLUGIN_ID}`;

export interface ControllerRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A list becomes a parameter that is given several times. */
  params?: Record<string, string | number | boolean | readonly string[] | undefined>;
  headers?: Record<string, string>;
  data?: unknown;
  signal?: AbortSignal;
}

/** `path` begins with the access level: `read/v1/tasks`. Rejects with Grafana's FetchError; see problem-of-error.ts. */
export async function request<T>(
  path: string,
  { method = 'GET', params, headers, data, signal }: ControllerRequest = {}
): Promise<T> {
  const response = await lastValueFrom(
    getBackendSrv().fetch<T>({
      url: `${PROXY}/${path}`,
      method,
      params: params && Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)),
      headers,
      data,
      abortSignal: signal,
      // Pages show errors where they happen, with the cause and the next step.
      showErrorAlert: false,
      showSuccessAlert: false,
    })
  );
  return response.data;
}
