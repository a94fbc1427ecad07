import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';

export interface AskOptions {
  /** Default: GET, or POST with a body. */
  readonly method?: string;
  readonly token?: string;
  /** The request is made in the name of this user, as an admin may. */
  readonly as?: string;
  /** Sent as JSON, exactly as it is: the models of the client library lose fields that they do not know. */
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** What the server warned of, as kubectl shows it. */
  readonly warnings: readonly string[];
}

export async function askApi(options: AskOptions & { url: string; ca: Buffer }): Promise<ApiAnswer> {
  const { url, ca, token, as, body } = options;
  const asked = request(url, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    ca,
    agent: false,
    headers: {
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(as !== undefined && { 'impersonate-user': as }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const text = (await response.setEncoding('utf8').toArray()).join('');
  return { status: response.statusCode ?? 0, body: parse(text), warnings: warningsOf(response) };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // /readyz answers in plain text.
    return { text };
  }
}

/** `299 - "text"` each (RFC 7234). */
function warningsOf({ headersDistinct }: IncomingMessage): string[] {
  return (headersDistinct['warning'] ?? []).map((line) => line.replace(/^\d+ \S+ "(.*)"$/, '$1'));
}
