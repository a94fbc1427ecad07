import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describeConnectionFailure } from './connection-failure.ts';
import { createHttpClient, type HttpAnswer, type HttpClient } from './http-request.ts';
import { ParseBudget } from './parse-budget.ts';
import { openTlsFiles, type TlsSettings } from './tls-files.ts';

/** What became of a call to the controller. Failures are values: being cut off is a normal state of an agent. */
export type CallResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** 401: the credential or token is not (or no longer) known. `code` is that of the problem document. */
  | { readonly kind: 'unauthorized'; readonly detail: string; readonly code?: string }
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
  /** Absent: what is enough for everything but a list. */
  readonly maxAnswerBytes?: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface JsonHttp {
  call<T extends TSchema>(call: Call<T>): Promise<CallResult<Static<T>>>;
  /** Does not wait for a long poll. */
  close(): void;
}

const MAX_ANSWER_BYTES = 64 * 1024;
/** Of what a foreign program says about itself, in a log of ours. */
const MAX_DETAIL_LENGTH = 500;

/** @throws if the certificate files cannot be used, with a sentence. */
export function createJsonHttp({ baseUrl, tls = {} }: { baseUrl: string; tls?: TlsSettings }): JsonHttp {
  const url = new URL(baseUrl);
  const client = createHttpClient({ baseUrl: url, tls: openTlsFiles(tls) });
  const budget = new ParseBudget();
  return {
    async call(call) {
      try {
        await budget.wait(call.signal);
        const answer = await send(client, call);
        return budget.spend(() => interpret(call, answer));
      } catch (error) {
        return { kind: 'unavailable', detail: clean(describeConnectionFailure(error, url)) };
      }
    },
    close: () => client.destroy(),
  };
}

function send(client: HttpClient, call: Call<TSchema>): Promise<HttpAnswer> {
  const { method, path, bearer, body, maxAnswerBytes = MAX_ANSWER_BYTES, timeoutMs, signal } = call;
  return client.request({
    method,
    path,
    maxAnswerBytes,
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
  if (status === 401) return { kind: 'unauthorized', ...problemOf(status, text) };
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
    return { kind: 'refused', status, detail: problemOf(status, text).detail };
  }
  if (status >= 300) return { kind: 'unavailable', detail: problemOf(status, text).detail };
  if (call.answer === undefined) return { kind: 'ok', value: undefined as Static<T> };
  const value: unknown = JSON.parse(text);
  if (!Value.Check(call.answer, value)) {
    return { kind: 'unavailable', detail: `the answer to ${call.path} is not what the protocol says` };
  }
  return { kind: 'ok', value: value };
}

/** `title: detail` and the code of an RFC 9457 problem document, or the status alone. */
function problemOf(status: number, text: string): { detail: string; code?: string } {
  try {
    const { title, detail, code } = JSON.parse(text) as { title?: unknown; detail?: unknown; code?: unknown };
    const parts = [title, detail].filter((part) => typeof part === 'string');
    return {
      detail: parts.length > 0 ? clean(parts.join(': ')) : `HTTP ${status}`,
      ...(typeof code === 'string' && { code }),
    };
  } catch {
    return { detail: `HTTP ${status}` };
  }
}

/** One line, of bounded length: it goes to logs and status reports. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_DETAIL_LENGTH);
}
