import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { errorCode } from '../discovery/proc-file.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

export type OpenedMetricsServer =
  { readonly ok: true; readonly server: MetricsServer } | { readonly ok: false; readonly code: string };

export interface MetricsServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly registry: Registry;
}

/** `/metrics` for Prometheus and `/healthz` for a probe; plain HTTP, nothing to configure and nothing to change. */
export async function openMetricsServer({ host, port, registry }: MetricsServerOptions): Promise<OpenedMetricsServer> {
  const server = createServer((request, response) => void answer(request, response, registry));
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  }
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { ok: true, server: { port: (server.address() as AddressInfo).port, close } };
}

async function answer(request: IncomingMessage, response: ServerResponse, registry: Registry): Promise<void> {
  const path = request.url?.split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', 'GET only\n');
  if (path === '/healthz') return send(response, 200, 'application/json', '{"status":"ok"}\n');
  if (path === '/metrics') return send(response, 200, registry.contentType, await registry.metrics());
  send(response, 404, 'text/plain', 'There are /metrics and /healthz\n');
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType });
  response.end(body);
}
