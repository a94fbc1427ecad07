import { readFileSync } from 'node:fs';
import { PORTS } from '@meshprof/contracts';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { failureText } from '../../agent/connection-failure.ts';
import { createHttpClient, type HttpAnswer } from '../../agent/http-request.ts';
import { CliError } from '../cli-failure.ts';
import { problemSentence } from './problem-sentence.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface CallOptions<T extends TSchema> {
  /** What it answers; absent: nothing (204). */
  readonly answer?: T;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The controller's `/v1` API for one command. */
export interface ControllerApi {
  /** @throws CliError with the controller's own sentence if it refuses, or with why it could not be asked. */
  call<T extends TSchema>(method: Method, path: string, options: CallOptions<T>): Promise<Static<T>>;
  close(): void;
}

export interface ApiConnection {
  readonly url: string;
  readonly token?: string;
  /** PEM file that signs the controller's certificate. */
  readonly caFile?: string;
}

const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Where the command line asks: `MESHPROF_URL`, `MESHPROF_TOKEN` and `MESHPROF_CA_FILE`; the token has no flag. */
export function connectionFrom(
  options: { readonly url?: string },
  env: Readonly<Record<string, string | undefined>>
): ApiConnection {
  const url = options.url ?? nonEmpty(env.MESHPROF_URL) ?? `http://127.0.0.1:${PORTS.http.port}`;
  const token = nonEmpty(env.MESHPROF_TOKEN);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new CliError({ exit: 'usage', message: 'MESHPROF_TOKEN must be one line of ASCII without spaces' });
  }
  const caFile = nonEmpty(env.MESHPROF_CA_FILE);
  return { url, ...(token !== undefined && { token }), ...(caFile !== undefined && { caFile }) };
}

/** An exported variable without a value counts as unset. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

export function openControllerApi({ url, token, caFile }: ApiConnection): ControllerApi {
  const tls = caFile === undefined ? {} : { ca: readCa(caFile) };
  const client = createHttpClient({ baseUrl: parseUrl(url), tls: () => tls });
  const never = new AbortController().signal;
  return {
    async call(method, path, { answer, body, headers = {} }) {
      let received: HttpAnswer;
      try {
        received = await client.request({
          method,
          path,
          maxAnswerBytes: MAX_ANSWER_BYTES,
          timeoutMs: TIMEOUT_MS,
          signal: never,
          headers: {
            accept: 'application/json',
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      } catch (error) {
        const message = `the controller at ${url} cannot be asked: ${failureText(error)}. Set MESHPROF_URL or --url, or start it`;
        throw new CliError({ exit: 'service', message });
      }
      return read(received, answer, url);
    },
    close: () => client.destroy(),
  };
}

function read<T extends TSchema>({ status, text }: HttpAnswer, answer: T | undefined, url: string): Static<T> {
  if (status >= 400) {
    throw new CliError({ exit: status >= 500 ? 'service' : 'refused', message: problemSentence(status, text) });
  }
  if (answer === undefined) return undefined as Static<T>;
  const value = parseJson(text);
  if (Value.Check(answer, value)) return value;
  const message = `${url} answers, but not as the Meshprof controller of this version does`;
  throw new CliError({ exit: 'service', message });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseUrl(url: string): URL {
  if (url.includes('@')) {
    const message = 'the address of the controller has a user or password in it; set MESHPROF_TOKEN instead';
    throw new CliError({ exit: 'usage', message });
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CliError({
      exit: 'usage',
      message: `"${url}" is not the address of a controller, such as http://host:8686`,
    });
  }
  return new URL(url);
}

function readCa(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CliError({ exit: 'usage', message: `MESHPROF_CA_FILE cannot be read: ${(error as Error).message}` });
  }
}
