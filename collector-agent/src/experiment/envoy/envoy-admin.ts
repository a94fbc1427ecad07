import { type ClientRequest, type IncomingMessage, request, type RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { cleanText } from '../../profile/clean-text.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { NamespaceConnections } from './namespace-connections.ts';

/** Of a question to the admin listener; `detail` is a sentence without its start, for `The proxy's admin listener …`. */
export type AdminResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string };

export interface AdminLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

const SHORT_ANSWER: AdminLimits = { maxBytes: 4 * 1024 * 1024, timeoutMs: 10_000 };
/** A sidecar that knows its whole mesh has tens of megabytes. */
export const CONFIG_DUMP_LIMITS: AdminLimits = { maxBytes: 64 * 1024 * 1024, timeoutMs: 30_000 };

export interface AdminPlace {
  /** Of loopback; what of it is allowed is the spec's schema's matter. */
  readonly adminUrl: string;
  /** A process whose network namespace the listener is in, where that is not ours. */
  readonly namespaceOfPid?: number;
}

/** Envoy's admin listener. Never rejects; whatever answers there, no answer is too long or too late. */
export class EnvoyAdmin {
  readonly #host: string;
  readonly #port: number;
  readonly #connections: NamespaceConnections | undefined;

  constructor({ adminUrl, namespaceOfPid }: AdminPlace) {
    const { hostname, port } = new URL(adminUrl);
    this.#host = hostname.replaceAll(/[[\]]/g, '');
    this.#port = Number(port || '80');
    if (namespaceOfPid !== undefined) this.#connections = new NamespaceConnections(namespaceOfPid);
  }

  get(path: string, limits = SHORT_ANSWER): Promise<AdminResult<string>> {
    return this.#ask('GET', path, limits);
  }

  async getJson(path: string, limits = SHORT_ANSWER): Promise<AdminResult<unknown>> {
    const answer = await this.get(path, limits);
    if (!answer.ok) return answer;
    const value = parseBoundedJson(answer.value);
    return value === undefined
      ? { ok: false, detail: `answered ${shortPath(path)} with what is not JSON` }
      : { ok: true, value };
  }

  post(path: string): Promise<AdminResult<string>> {
    return this.#ask('POST', path, SHORT_ANSWER);
  }

  close(): void {
    this.#connections?.close();
  }

  #ask(method: string, path: string, limits: AdminLimits): Promise<AdminResult<string>> {
    return new Promise((resolve) => {
      const asked = request({ method, path, host: this.#host, port: this.#port, ...this.#connecting() });
      const settle = (result: AdminResult<string>): void => {
        clearTimeout(timer);
        resolve(result);
        asked.destroy();
      };
      const late = `did not answer ${shortPath(path)} within ${limits.timeoutMs / 1000} s`;
      const timer = setTimeout(() => settle({ ok: false, detail: late }), limits.timeoutMs);
      collect(asked, path, limits.maxBytes, settle);
      asked.end();
    });
  }

  /** A connection a question: a guard's question every few seconds must not meet one that has gone stale. */
  #connecting(): RequestOptions {
    const connections = this.#connections;
    if (connections === undefined) return { agent: false };
    const connect = (_options: unknown, onConnection: (error: Error | null, socket?: Socket) => void): undefined => {
      connections.connect(this.#host, this.#port, onConnection);
    };
    return { createConnection: connect as NonNullable<RequestOptions['createConnection']> };
  }
}

function collect(
  asked: ClientRequest,
  path: string,
  maxBytes: number,
  settle: (result: AdminResult<string>) => void
): void {
  const fail = (detail: string): void => settle({ ok: false, detail });
  asked.on('error', (error: NodeJS.ErrnoException) => {
    fail(
      error.code === 'ECONNREFUSED' ? 'cannot be reached: nothing listens there' : `cannot be asked: ${error.message}`
    );
  });
  asked.on('response', (response: IncomingMessage) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return fail(`answered ${shortPath(path)} with more than ${maxBytes} bytes`);
      chunks.push(chunk);
    });
    response.on('error', (error) => fail(`broke off its answer: ${error.message}`));
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      if (response.statusCode === 200) settle({ ok: true, value: text });
      else fail(`answered ${shortPath(path)} with ${response.statusCode}: ${cleanText(text.trim(), 200)}`);
    });
  });
}

const shortPath = (path: string): string => path.split('?')[0] ?? path;
