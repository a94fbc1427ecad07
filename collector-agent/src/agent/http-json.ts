import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describeConnectionFailure } from './connection-failure.ts';
import { createHttpClient, type HttpAnswer, type HttpClient } from './http-request.ts';
import { ParseBudget } from './parse-budget.ts';
import { oneLine, problemOf } from './problem-text.ts';
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
  /** Sends the body with Content-Encoding: gzip. */
  readonly gzips?: boolean;
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

const compress = promisify<string, Buffer>(gzip);

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
        return { kind: 'unavailable', detail: oneLine(describeConnectionFailure(error, url), MAX_DETAIL_LENGTH) };
      }
    },
    close: () => client.destroy(),
  };
}

async function send(client: HttpClient, call: Call<TSchema>): Promise<HttpAnswer> {
  const { method, path, bearer, gzips = false, maxAnswerBytes = MAX_ANSWER_BYTES, timeoutMs, signal } = call;
  const json = call.body === undefined ? undefined : JSON.stringify(call.body);
  const body = json !== undefined && gzips ? await compress(json) : json;
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
      ...(gzips && { 'content-encoding': 'gzip' }),
    },
    ...(body !== undefined && { body }),
  });
}

function interpret<T extends TSchema>(call: Call<T>, { status, text }: HttpAnswer): CallResult<Static<T>> {
  if (status === 401) return { kind: 'unauthorized', ...refusalOf(status, text) };
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
    return { kind: 'refused', status, detail: refusalOf(status, text).detail };
  }
  if (status >= 300) return { kind: 'unavailable', detail: refusalOf(status, text).detail };
  if (call.answer === undefined) return { kind: 'ok', value: undefined as Static<T> };
  const value: unknown = JSON.parse(text);
  if (!Value.Check(call.answer, value)) {
    return { kind: 'unavailable', detail: `the answer to ${call.path} is not what the protocol says` };
  }
  return { kind: 'ok', value: value };
}

/** Of a refusal, in its own words or by its status alone. */
function refusalOf(status: number, text: string): { detail: string; code?: string } {
  const { detail = `HTTP ${status}`, code } = problemOf(text);
  return { detail: oneLine(detail, MAX_DETAIL_LENGTH), ...(code !== undefined && { code }) };
}
