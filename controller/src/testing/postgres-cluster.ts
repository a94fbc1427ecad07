import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runStatement } from './fresh-database.ts';

/** A PostgreSQL server of its own in a temporary folder, on loopback, for tests. */
export interface PostgresCluster {
  /** Of the server that runs now. */
  readonly pid: number;
  /** Of a database, or of the one that always exists. */
  url(database?: string): string;
  createDatabase(name: string): Promise<string>;
  /** As an administrator would, or a power cut: `immediate` lets no client finish. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  /** As a machine that hangs: connections stay open and are not answered. */
  pause(): void;
  resume(): void;
  remove(): Promise<void>;
}

const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** Where initdb and postgres are, or undefined if Debian's package `postgresql` is not installed. */
export function findPostgresBinaries(): string | undefined {
  if (!existsSync(DEBIAN_FOLDER)) return undefined;
  const releases = readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a));
  return releases.map((release) => path.join(DEBIAN_FOLDER, release, 'bin')).find((bin) => existsSync(`${bin}/initdb`));
}

/** Speed over safety; a crash of the server itself, not of its machine, still loses nothing. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '16MB',
  autovacuum: 'off',
  log_min_messages: 'panic',
  log_min_error_statement: 'panic',
};

const PASSWORD = 'a-password-for-tests';

/** `given`: in place of those that suit tests. */
export async function startPostgresCluster(
  bin: string,
  given: Readonly<Record<string, string>> = {}
): Promise<PostgresCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-postgresql-'));
  const data = path.join(folder, 'data');
  const user = unprivilegedUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  // `--pdeathsig`: the server must not outlive a test that was killed.
  const as = user === undefined ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const command = (program: string) => ['--pdeathsig=KILL', ...as, path.join(bin, program)];
  const initdb = ['-D', data, '-U', 'meshprof', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
  execFileSync('setpriv', [...command('initdb'), ...initdb], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, ...given, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  let server: ChildProcess | undefined;
  const url = (database = 'postgres') => `postgres://meshprof:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const cluster: PostgresCluster = {
    get pid() {
      return server?.pid ?? Number.NaN;
    },
    url,
    async createDatabase(name) {
      await runStatement(url(), `create database "${name}"`);
      return url(name);
    },
    async start() {
      const stdio = ['ignore', 'ignore', 'inherit'] as const;
      server = spawn('setpriv', [...command('postgres'), '-D', data, ...settings], { cwd: folder, stdio: [...stdio] });
      await untilReady(url(), server);
    },
    async stop(mode = 'immediate') {
      if (server === undefined || server.exitCode !== null) return;
      const exit = once(server, 'exit');
      server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await exit;
    },
    pause: () => signalAll(cluster.pid, 'SIGSTOP'),
    resume: () => signalAll(cluster.pid, 'SIGCONT'),
    async remove() {
      await cluster.stop();
      rmSync(folder, { recursive: true });
    },
  };
  await cluster.start();
  return cluster;
}

/** To the server and the process of each connection. */
function signalAll(pid: number, signal: NodeJS.Signals): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  for (const each of [pid, ...children.map(Number)]) process.kill(each, signal);
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with code ${server.exitCode}`);
    try {
      return await runStatement(url, 'select 1');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
