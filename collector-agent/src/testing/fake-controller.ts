import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Assignment, StatusReport, Target } from '@meshprof/contracts';

/**
 * The agent's side of a controller, which can be taken away and brought back: for faults that the real one does not
 * have. That both agree is proved beside, with the real one.
 */
export class FakeController {
  readonly reports: StatusReport[] = [];
  targets: readonly Target[] = [];
  registrations = 0;
  #assignments: readonly Assignment[] = [];
  #version = 0;
  #port = 0;
  #server: Server | undefined;
  readonly #polls = new Set<() => void>();

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens on a free port, later on the same one. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts every connection, long polls too. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await new Promise<void>((resolve) => {
      if (server === undefined) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  assign(assignments: readonly Assignment[]): void {
    this.#assignments = assignments;
    this.#version += 1;
    for (const answer of this.#polls) answer();
  }

  states(taskId: string): string[] {
    const states = this.reports.filter((report) => report.taskId === taskId).map(({ state }) => state);
    return states.filter((state, index) => state !== states[index - 1]);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    const body: unknown = request.method === 'POST' ? await readJson(request) : undefined;
    response.setHeader('content-type', 'application/json');
    switch (url.pathname) {
      case '/agent/v1/register':
        this.registrations += 1;
        return void response.end(JSON.stringify({ agentId: 'a1', credential: 'c' }));
      case '/agent/v1/heartbeat':
        // Always another inventory: tests wait for the next one.
        return void response.end(JSON.stringify({ inventory: true }));
      case '/agent/v1/inventory':
        this.targets = (body as { targets: Target[] }).targets;
        return void response.writeHead(204).end();
      case '/agent/v1/assignments':
        await this.#changeOf(Number(url.searchParams.get('version')), response);
        return void response.end(JSON.stringify({ version: this.#version, assignments: this.#assignments }));
      case '/agent/v1/status':
        this.reports.push(body as StatusReport);
        return void response.end(JSON.stringify({ stop: false }));
      default:
        return void response.writeHead(404).end();
    }
  }

  #changeOf(version: number, response: ServerResponse): Promise<void> {
    if (version !== this.#version) return Promise.resolve();
    return new Promise((resolve) => {
      const answer = (): void => {
        this.#polls.delete(answer);
        resolve();
      };
      this.#polls.add(answer);
      response.once('close', answer);
    });
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
