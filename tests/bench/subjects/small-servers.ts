import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { findOnPath } from '../../../standalone/src/demo/binaries.ts';
import { fillTemplate } from '../../../standalone/src/demo/template.ts';
import { startChild } from '../../../standalone/src/processes/child-process.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { at } from '../../harness/project.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { LoadedServer } from './loaded-server.ts';

const CONNECTIONS = 8;

/** Debian's nginx, built without frame pointers, with the demo's configuration. The worker is what is measured. */
export async function startNginx(): Promise<LoadedServer> {
  const prefix = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-nginx-'));
  const [port] = await freePorts(1);
  const template = readFileSync(at('provisioning', 'demo', 'nginx.conf'), 'utf8');
  const config = path.join(prefix, 'nginx.conf');
  writeFileSync(config, fillTemplate(template, { UPSTREAM_PORT: port! }));
  mkdirSync(path.join(prefix, 'logs'));
  const file = findOnPath('nginx') ?? 'nginx';
  const child = startChild({ program: 'nginx', file, args: ['-e', 'stderr', '-p', prefix, '-c', config] });
  const url = `http://127.0.0.1:${port}/`;
  const pid = await waitFor(
    async () => {
      if (child.hasExited()) throw new Error(`nginx ended: ${(await child.exited).lastLines.join('\n')}`);
      const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
      const isUp = await fetch(url).then(
        (response) => response.ok,
        () => false
      );
      return isUp && children !== '' ? Number(children.split(' ')[0]) : undefined;
    },
    { what: `nginx at ${url}` }
  );
  return {
    name: 'nginx (Debian, no frame pointers)',
    pid,
    load: { url, protocol: 'h1', connections: CONNECTIONS },
    stop: async () => {
      await child.stop();
      rmSync(prefix, { recursive: true, force: true });
    },
  };
}

/** One of tests/workloads' own servers; undefined where its toolchain was not there to build it. */
export async function startOwnServer(program: 'go-http' | 'rust-http'): Promise<LoadedServer | undefined> {
  const file = at('tests', 'workloads', 'build', program);
  if (!existsSync(file)) return undefined;
  const child = spawn(file, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const { value } = await readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (value === undefined) throw new Error(`${program} ended without a word`);
  const { port } = JSON.parse(value) as { port: number };
  return {
    name: program === 'go-http' ? 'Go net/http' : 'Rust std HTTP server',
    pid: child.pid!,
    load: { url: `http://127.0.0.1:${port}/`, protocol: 'h1', connections: CONNECTIONS },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
