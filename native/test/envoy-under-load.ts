import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const READY_TIMEOUT_MS = 60_000;

/** An Envoy that answers by itself and writes access logs to nowhere; the port is Envoy's choice. */
function bootstrap(): string {
  return JSON.stringify({
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    static_resources: {
      listeners: [
        {
          name: 'direct',
          address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
          filter_chains: [{ filters: [connectionManager()] }],
        },
      ],
    },
    node: { id: 'test', cluster: 'test' },
  });
}

function connectionManager() {
  const types = 'type.googleapis.com/envoy.extensions';
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': `${types}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: 'direct',
      access_log: [
        {
          name: 'file',
          typed_config: { '@type': `${types}.access_loggers.file.v3.FileAccessLog`, path: '/dev/null' },
        },
      ],
      http_filters: [{ name: 'router', typed_config: { '@type': `${types}.filters.http.router.v3.Router` } }],
      route_config: {
        virtual_hosts: [
          {
            name: 'all',
            domains: ['*'],
            routes: [{ match: { prefix: '/' }, direct_response: { status: 200, body: { inline_string: 'ok' } } }],
          },
        ],
      },
    },
  };
}

async function textOf(url: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text)).on('error', reject);
    });
    request.on('error', reject);
  });
}

async function readWhenThere(path: string, isAlive: () => boolean): Promise<string> {
  const end = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < end && isAlive()) {
    try {
      const text = readFileSync(path, 'utf8');
      if (text !== '') return text;
    } catch {
      // Not written yet.
    }
    await delay(50);
  }
  throw new Error('Envoy did not start');
}

async function listenerPort(admin: string): Promise<string> {
  const end = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < end) {
    const port = /^direct::127\.0\.0\.1:(\d+)$/m.exec(await textOf(`http://${admin}/listeners`))?.[1];
    if (port !== undefined && port !== '0') return port;
    await delay(50);
  }
  throw new Error('Envoy did not listen');
}

export interface EnvoyUnderLoad {
  readonly pid: number;
  /** Sends requests over four connections for so long. */
  load(durationMs: number): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the Envoy binary with ports of its own choice on the loopback interface. */
export async function startEnvoy(binary: string): Promise<EnvoyUnderLoad> {
  const directory = mkdtempSync(join(tmpdir(), 'meshprof-envoy-'));
  const config = join(directory, 'envoy.json');
  const adminPath = join(directory, 'admin');
  writeFileSync(config, bootstrap());
  const options = ['-c', config, '--admin-address-path', adminPath, '--use-dynamic-base-id', '--concurrency', '1'];
  const child = spawn(binary, [...options, '-l', 'error'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const admin = await readWhenThere(adminPath, () => child.exitCode === null);
    const url = `http://127.0.0.1:${await listenerPort(admin)}/`;
    return { pid: child.pid ?? 0, load: (durationMs) => sendRequests(url, durationMs), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function sendRequests(url: string, durationMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const end = Date.now() + durationMs;
  let answered = 0;
  const client = async () => {
    while (Date.now() < end) {
      await textOf(url, agent);
      answered++;
    }
  };
  await Promise.all([client(), client(), client(), client()]);
  agent.destroy();
  return answered;
}
