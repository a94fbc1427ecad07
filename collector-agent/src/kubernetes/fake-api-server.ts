import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the API server says of a pod, as far as the agent reads it. */
export interface FakePod {
  readonly metadata: Readonly<Record<string, unknown>> & { readonly uid: string };
  readonly status?: unknown;
}

/**
 * Stands in for a kube-apiserver where a real one cannot be made to fail on demand: lists and watches of one node's
 * pods, with refusals, forgotten versions and connections that break.
 */
export class FakeApiServer {
  readonly requests: string[] = [];
  /** Answers every request with this status instead, while set. */
  refusal: { status: number; message: string } | undefined;
  /** Answers the next watch with 410. */
  forgetNext = false;
  pods: FakePod[] = [];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #watches = new Set<ServerResponse>();
  #version = 1;

  async start(): Promise<URL> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  get watches(): number {
    return this.#watches.size;
  }

  send(type: string, object: unknown): void {
    const line = typeof object === 'string' ? object : JSON.stringify({ type, object: this.#versioned(object) });
    for (const watch of this.#watches) watch.write(`${line}\n`);
  }

  breakWatches(): void {
    for (const watch of this.#watches) watch.destroy();
  }

  #versioned(object: unknown): unknown {
    const pod = object as FakePod;
    return { ...pod, metadata: { ...pod.metadata, resourceVersion: String(++this.#version) } };
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    this.requests.push(`${request.headers.authorization ?? ''} ${url.pathname}${url.search}`);
    if (this.refusal !== undefined) return refuse(response, this.refusal);
    if (url.searchParams.get('watch') !== 'true') {
      response.end(JSON.stringify({ metadata: { resourceVersion: String(this.#version) }, items: this.pods }));
      return;
    }
    if (this.forgetNext) {
      this.forgetNext = false;
      return refuse(response, { status: 410, message: 'too old resource version' });
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    this.#watches.add(response);
    response.once('close', () => this.#watches.delete(response));
  }
}

function refuse(response: ServerResponse, { status, message }: { status: number; message: string }): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', status: 'Failure', message, code: status }));
}
