/** `getBackendSrv()` outside Grafana: plain fetch with Grafana's parameters and its shape of errors. */
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { from, lastValueFrom, map, type Observable } from 'rxjs';

type Param = string | number | boolean | null | undefined;

function urlOf({ url, params }: BackendSrvRequest): string {
  const address = new URL(url, `${window.location.origin}/`);
  for (const [name, value] of Object.entries((params ?? {}) as Record<string, Param | readonly Param[]>)) {
    for (const item of [value].flat())
      if (item !== undefined && item !== null) address.searchParams.append(name, `${item}`);
  }
  return address.href;
}

function initOf({ method = 'GET', data, headers = {}, abortSignal, credentials }: BackendSrvRequest): RequestInit {
  const hasBody = data !== undefined && data !== null && !['GET', 'HEAD'].includes(method.toUpperCase());
  const body: unknown = data;
  const isRaw = typeof body === 'string' || body instanceof Blob || body instanceof FormData;
  return {
    method,
    headers: {
      accept: 'application/json, text/plain, */*',
      ...(hasBody && !isRaw && { 'content-type': 'application/json' }),
      ...(headers as Record<string, string>),
    },
    ...(hasBody && { body: isRaw ? body : JSON.stringify(body) }),
    signal: abortSignal ?? null,
    credentials: credentials ?? 'same-origin',
  };
}

async function parseBody(response: Response, responseType: BackendSrvRequest['responseType']): Promise<unknown> {
  if (responseType === 'blob') return response.blob();
  if (responseType === 'arraybuffer') return response.arrayBuffer();
  const text = await response.text();
  if (responseType === 'text') return text;
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** Callers tell a failure by its fields (`isFetchError`), as Grafana's are plain objects; this one is an Error too. */
function failureOf(config: BackendSrvRequest, failure: Omit<FetchError, 'config'>): Error & FetchError {
  const message = failure.statusText ?? String(failure.status);
  return Object.assign(new Error(message), { ...failure, message, config });
}

async function send<T>(config: BackendSrvRequest): Promise<FetchResponse<T>> {
  let response: Response;
  try {
    response = await fetch(urlOf(config), initOf(config));
  } catch (error) {
    const cancelled = error instanceof DOMException && error.name === 'AbortError';
    throw failureOf(config, { status: 0, statusText: cancelled ? 'Cancelled' : 'No answer', data: {}, cancelled });
  }
  const data: unknown = await parseBody(response, config.responseType);
  const { status, statusText, ok, headers, redirected, type, url } = response;
  if (!ok) throw failureOf(config, { status, statusText, data: data ?? {} });
  return { data: data as T, status, statusText, ok, headers, redirected, type, url, config };
}

const fetchObservable = <T>(config: BackendSrvRequest): Observable<FetchResponse<T>> => from(send<T>(config));

const fetchData = <T>(config: BackendSrvRequest): Promise<T> =>
  lastValueFrom(fetchObservable<T>(config).pipe(map(({ data }) => data)));

const withBody =
  (method: string) =>
  <T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> =>
    fetchData<T>({ ...options, method, url, data });

export const backendSrv: BackendSrv = {
  get: (url, params: Record<string, unknown> | undefined, requestId, options) =>
    fetchData({
      ...options,
      method: 'GET',
      url,
      ...(params && { params }),
      ...(requestId !== undefined && { requestId }),
    }),
  delete: withBody('DELETE'),
  post: withBody('POST'),
  patch: withBody('PATCH'),
  put: withBody('PUT'),
  request: fetchData,
  datasourceRequest: (options) => lastValueFrom(fetchObservable(options)),
  fetch: fetchObservable,
  chunked: () => {
    throw new Error('The host page has no chunked requests');
  },
};
