import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { ApiAccess } from './api-access.ts';

/** An answer of the API server that is not 200. */
export class ApiRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ApiRequest {
  readonly access: ApiAccess;
  /** With its query. */
  readonly path: string;
  /** Nothing sent for this long: the connection is dead, whatever TCP thinks. */
  readonly silenceMs: number;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
}

const MAX_REFUSAL_BYTES = 16 * 1024;

/**
 * The lines of an answer: one for a list, one an event for a watch. Node's own client, for memory's sake
 * (docs/decisions/0018).
 * @throws ApiRefusal, or an error of the network.
 */
export async function apiLines(request: ApiRequest): Promise<AsyncIterable<string>> {
  const response = await open(request);
  if (response.statusCode !== 200) throw await refusalOf(response);
  return linesOf(response, request);
}

async function* linesOf(response: IncomingMessage, { maxLineBytes }: ApiRequest): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    rest += chunk;
    if (rest.length > maxLineBytes) throw new Error(`one object is larger than ${maxLineBytes} bytes`);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
  }
  if (rest !== '') yield rest;
}

function open({ access, path, silenceMs, signal }: ApiRequest): Promise<IncomingMessage> {
  const { url, ca, tokenFile } = access;
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = {
    accept: 'application/json',
    ...(tokenFile !== undefined && { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` }),
  };
  const options = { headers, signal, timeout: silenceMs, agent: false as const, ...(ca !== undefined && { ca }) };
  return new Promise((resolve, reject) => {
    const request = send(new URL(path, url), options, resolve);
    request.on('timeout', () => request.destroy(new Error(`no word for ${silenceMs} ms`)));
    request.on('error', reject);
    request.end();
  });
}

/** The `message` of a Status object, which says who may not do what. */
async function refusalOf(response: IncomingMessage): Promise<ApiRefusal> {
  const status = response.statusCode ?? 0;
  let text = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > MAX_REFUSAL_BYTES) break;
  }
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return new ApiRefusal(status, `HTTP ${status}: ${message}`);
  } catch {
    // A proxy's page.
  }
  return new ApiRefusal(status, `HTTP ${status}`);
}
