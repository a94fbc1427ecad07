import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { TlsMaterial } from './tls-files.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly maxAnswerBytes: number;
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface HttpClient {
  /** Rejects if there is no whole answer: not reached, too slow, too large or aborted. */
  request(call: HttpCall): Promise<HttpAnswer>;
  /** At once: a call under way is given up. */
  destroy(): void;
}

export interface HttpClientOptions {
  readonly baseUrl: URL;
  /** Asked for with every request: certificates are renewed. Absent: the system's authorities. */
  readonly tls?: () => TlsMaterial;
}

/** Below the 5 s after which Node's own servers close an idle connection. */
const KEEP_ALIVE_MS = 4_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Node's own client with kept connections, which follows no redirect and unpacks nothing: undici as a package took 6 MB of an agent's memory, which is a tenth of all
 * that is not Node itself.
 */
export function createHttpClient({ baseUrl, tls }: HttpClientOptions): HttpClient {
  const isTls = baseUrl.protocol === 'https:';
  const keep = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, timeout: KEEP_ALIVE_MS };
  const agent = isTls ? new HttpsAgent(keep) : new HttpAgent(keep);
  const send = isTls ? requestHttps : requestHttp;
  const base = baseUrl.pathname.replace(/\/$/, '');

  function once(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer | 'stale'> {
    const { method, path, headers, maxAnswerBytes, body = '' } = call;
    return new Promise((resolve, reject) => {
      const length = method === 'POST' || method === 'PUT' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const url = new URL(base + path, baseUrl);
      // Other certificates are other connections: the agent keeps them apart.
      const options = { method, agent, signal, headers: { ...headers, ...length }, ...(isTls && tls?.()) };
      const request = send(url, options, (response) => {
        readAnswer(response, maxAnswerBytes).then(resolve, reject);
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed a kept connection just as it was used again: the request was not read.
        if (request.reusedSocket && error.code === 'ECONNRESET') resolve('stale');
        else reject(error);
      });
      request.once('socket', (socket) => limitConnecting(socket, request));
      request.end(body);
    });
  }

  return {
    async request(call) {
      const timeout = AbortSignal.timeout(call.timeoutMs);
      const signal = AbortSignal.any([call.signal, timeout]);
      try {
        const answer = await once(call, signal);
        if (answer !== 'stale') return answer;
        const again = await once(call, signal);
        if (again === 'stale') throw new Error('the connection was closed twice');
        return again;
      } catch (error) {
        throw timeout.aborted ? new Error(`no answer within ${call.timeoutMs} ms`) : error;
      }
    },
    destroy: () => agent.destroy(),
  };
}

/** Where packets are dropped without a word, a long poll would wait for its whole time. */
function limitConnecting(socket: Socket, request: ClientRequest): void {
  if (!socket.connecting) return;
  const giveUp = (): void => void request.destroy(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
  const timer = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
  const clear = (): void => clearTimeout(timer);
  socket.once('connect', clear).once('close', clear);
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}
