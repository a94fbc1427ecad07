import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ServiceProcess } from '../../../controller/src/testing/service-process.ts';
import { runStatement } from '../../../controller/src/testing/fresh-database.ts';
import { openStorage } from '../../../controller/src/storage/open-storage.ts';
import { findPostgresBinaries, startPostgresCluster } from '../../../controller/src/testing/postgres-cluster.ts';
import { controllerApi } from '../../harness/controller-api.ts';
import { kernelCounts } from '../../harness/proc-counts.ts';
import { startBundledController } from './bundled-controller.ts';
import { pinToCpu } from './loaded-server.ts';
import { seedInventory } from './seeded-inventory.ts';
import type { Spread } from './simulated-node.ts';

const TOKEN = 'a-token-for-benchmarks';

export type DatabaseKind = 'PostgreSQL' | 'SQLite';

export interface MeasuredOptions extends Spread {
  readonly database: DatabaseKind;
  /** In the database from the start, with their targets. */
  readonly nodes: number;
  /** The controller's own; PostgreSQL is kept off it. */
  readonly cpu: number;
  readonly otherCpu: number;
}

/** A controller, bundled as it is shipped, in a process of its own on one CPU, its database elsewhere. */
export class MeasuredController implements AsyncDisposable {
  readonly #service: ServiceProcess;
  readonly #pid: number;
  readonly #database: string;
  readonly #cleanups: readonly (() => Promise<unknown>)[];

  private constructor(service: ServiceProcess, database: string, cleanups: readonly (() => Promise<unknown>)[]) {
    this.#service = service;
    this.#database = database;
    this.#pid = service.child.pid!;
    this.#cleanups = cleanups;
  }

  static async start(options: MeasuredOptions): Promise<MeasuredController> {
    const { database, nodes, cpu } = options;
    const cleanups: (() => Promise<unknown>)[] = [];
    try {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-controller-'));
      cleanups.push(() => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
      const url = database === 'SQLite' ? path.join(folder, 'controller.db') : await postgres(options, cleanups);
      await seedInventory(url, nodes, options);
      if (database === 'PostgreSQL') await runStatement(url, 'vacuum analyze');
      const settings = {
        DATABASE_URL: url,
        MESHPROF_TOKEN: TOKEN,
        MESHPROF_STATE_DIR: folder,
        // Queries one after the other are more than a person's.
        MESHPROF_REQUESTS_PER_MINUTE: '1000000',
      };
      const service = await startBundledController(settings);
      cleanups.push(() => service.end('SIGTERM'));
      await pinToCpu(service.child.pid!, cpu);
      return new MeasuredController(service, url, cleanups);
    } catch (error) {
      for (const cleanup of cleanups.reverse()) await cleanup();
      throw error;
    }
  }

  get url(): string {
    return this.#service.url;
  }

  get cpuNs(): number {
    return [...kernelCounts(this.#pid).values()].reduce((sum, { onCpuNs }) => sum + onCpuNs, 0);
  }

  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Calls of agents that got what they asked for, since the start. */
  async agentCalls(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();
    const counts = text.matchAll(/^meshprof_controller_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm);
    return [...counts].reduce((sum, [, labels = '', count]) => {
      const isTheirs = labels.includes('route="/agent/v1/') && /status="20[04]"/.test(labels);
      return isTheirs ? sum + Number(count) : sum;
    }, 0);
  }

  /** From a task's creation until the controller gave its answer, with the assignment, to each agent's connection. */
  async handOverMs(taskId: string): Promise<number[]> {
    const storage = await openStorage(this.#database);
    try {
      const rows = await storage
        .selectFrom('task_targets')
        .innerJoin('tasks', 'tasks.id', 'task_targets.task_id')
        .select(['delivered_at_ms', 'created_at_ms'])
        .where('task_id', '=', taskId)
        .execute();
      return rows.flatMap(({ delivered_at_ms: atMs, created_at_ms: fromMs }) => (atMs === null ? [] : atMs - fromMs));
    } finally {
      await storage.destroy();
    }
  }

  call<T>(method: 'GET' | 'POST', apiPath: string, body?: unknown): Promise<T> {
    return controllerApi(this.url, TOKEN)<T>(method, apiPath, body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const cleanup of this.#cleanups.toReversed()) await cleanup();
  }
}

async function postgres({ otherCpu }: MeasuredOptions, cleanups: (() => Promise<unknown>)[]): Promise<string> {
  const bin = findPostgresBinaries();
  if (bin === undefined) throw new Error("Debian's package postgresql is not installed");
  const cluster = await startPostgresCluster(bin, { shared_buffers: '512MB', autovacuum: 'on' });
  cleanups.push(() => cluster.remove());
  // Backends inherit it.
  await pinToCpu(cluster.pid, otherCpu);
  return cluster.createDatabase('bench');
}
