import { readFileSync } from 'node:fs';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { createHttpClient, type HttpAnswer, type HttpClient } from './http-request.ts';

/** What became of a call to the controller. Failures are values: being cut off is a normal state of an agent. */
export type CallResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** 401: the credential or token is not (or no longer) known. */
  | { readonly kind: 'unauthorized'; readonly detail: string }
  /** The same request would be refused again. */
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  /** Not reached, overloaded or answering nonsense: worth another try later. */
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface Call<T extends TSchema> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly bearer: string;
  readonly body?: unknown;
  /** Absent: the answer has no body (204). */
  readonly answer?: T;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface JsonHttp {
  call<T extends TSchema>(call: Call<T>): Promise<CallResult<Static<T>>>;
  /** Does not wait for a long poll. */
  close(): void;
}

/** A list of assignments is small; a controller that sends more than this is not one. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** @throws if the file of the certificate authority cannot be read. */
export function createJsonHttp({ baseUrl, caFile }: { baseUrl: string; caFile?: string }): JsonHttp {
  const client = createHttpClient({
    baseUrl: new URL(baseUrl),
    maxAnswerBytes: MAX_ANSWER_BYTES,
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
  });
  return {
    async call(call) {
      try {
        return interpret(call, await send(client, call));
      } catch (error) {
        return { kind: 'unavailable', detail: errorText(error) };
      }
    },
    close: () => client.destroy(),
  };
}

function send(client: HttpClient, call: Call<TSchema>): Promise<HttpAnswer> {
  const { method, path, bearer, body, timeoutMs, signal } = call;
  return client.request({
    method,
    path,
    timeoutMs,
    signal,
    headers: {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

function interpret<T extends TSchema>(call: Call<T>, { status, text }: HttpAnswer): CallResult<Static<T>> {
  if (status === 401) return { kind: 'unauthorized', detail: problemText(status, text) };
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
    return { kind: 'refused', status, detail: problemText(status, text) };
  }
  if (status >= 300) return { kind: 'unavailable', detail: problemText(status, text) };
  if (call.answer === undefined) return { kind: 'ok', value: undefined as Static<T> };
  const value: unknown = JSON.parse(text);
  if (!Value.Check(call.answer, value)) {
    return { kind: 'unavailable', detail: `the answer to ${call.path} is not what the protocol says` };
  }
  return { kind: 'ok', value: value };
}

/** `title: detail` of an RFC 9457 problem document, or the status alone. */
function problemText(status: number, text: string): string {
  try {
    const { title, detail } = JSON.parse(text) as { title?: unknown; detail?: unknown };
    const parts = [title, detail].filter((part) => typeof part === 'string');
    return parts.length > 0 ? parts.join(': ') : `HTTP ${status}`;
  } catch {
    return `HTTP ${status}`;
  }
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A host with several addresses gives an AggregateError with an empty message.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  return first instanceof Error ? first.message : error.message || error.name;
}
