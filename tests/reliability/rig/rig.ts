import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CreateTask, ListedTarget, Page, Task } from '@meshprof/contracts';
import {
  findPostgresBinaries,
  type PostgresCluster,
  startPostgresCluster,
} from '../../../controller/src/testing/postgres-cluster.ts';
import { type ControllerApi, controllerApi } from '../../harness/controller-api.ts';
import type { DecodedProfile } from '../../harness/decode-otlp.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { at } from '../../harness/project.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { type Endpoint, openSink, type Sink } from './endpoint.ts';
import { FaultyLine } from './faulty-line.ts';
import { Program } from './program.ts';
import { SmallDisk } from './small-disk.ts';
import { openStoredEndpoint, type StoredEndpoint } from './stored-endpoint.ts';
import { startTarget, type Target } from './target.ts';

/** What a fault needs that the smallest arrangement does not have. */
export interface RigOptions {
  /** Default: SQLite. */
  readonly database?: 'postgresql';
  /** Default: an endpoint that keeps what it gets. */
  readonly endpoint?: 'collector-and-store';
  /** Who has its files on a small disk. */
  readonly smallDisk?: 'controller' | 'agent' | 'target';
  /** Whose date and time are set by so much with each SIGUSR2, back and forth. */
  readonly clockStep?: { readonly of: 'controller' | 'agent'; readonly ms: number };
  /** Environment of the agent besides. */
  readonly agentSettings?: Readonly<Record<string, string>>;
  /** Environment of the controller besides. */
  readonly controllerSettings?: Readonly<Record<string, string>>;
}

const TOKEN = 'a-token-for-fault-tests';
const JOIN_TOKEN = 'a-join-token-for-fault-tests';
const FREQUENCY_HZ = 199;
/** Hang limit, on a machine with other things to do. */
const START_MS = 180_000;

type Cleanup = () => unknown;

/**
 * A controller, an agent, an endpoint for its profiles and a program to profile, each a process of its own (a simple
 * endpoint apart), all of which can be broken, as can the agent's two lines of communication.
 */
export class Rig {
  readonly toController: FaultyLine;
  readonly toEndpoint: FaultyLine;
  readonly controller: Program;
  readonly agent: Program;
  readonly target: Target;
  readonly controllerUrl: string;
  readonly api: ControllerApi;
  readonly #parts: RigParts;

  private constructor(parts: RigParts) {
    const { folders, controllerPort, toController, toEndpoint, postgres } = parts;
    this.#parts = parts;
    this.toController = toController.line;
    this.toEndpoint = toEndpoint.line;
    this.target = parts.target;
    this.controllerUrl = `http://127.0.0.1:${controllerPort}`;
    this.api = controllerApi(this.controllerUrl, TOKEN);
    this.controller = new Program([at('controller', 'src', 'main.ts'), '--port', String(controllerPort)], {
      MESHPROF_TOKEN: TOKEN,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
      MESHPROF_STATE_DIR: folders.controller,
      ...clockOf('controller', parts.options),
      ...(postgres !== undefined && { DATABASE_URL: postgres.url }),
      ...parts.options.controllerSettings,
    });
    const agent = ['agent', '--agent-metrics-port', '0'];
    this.agent = new Program([at('collector-agent', 'bin', 'meshprof.mjs'), ...agent], {
      MESHPROF_CONTROLLER_URL: toController.url,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
      MESHPROF_OTLP_ENDPOINT: toEndpoint.url,
      MESHPROF_STATE_DIR: folders.agent,
      ...clockOf('agent', parts.options),
      ...parts.options.agentSettings,
    });
  }

  static async open(options: RigOptions = {}): Promise<Rig> {
    const cleanups: Cleanup[] = [];
    try {
      const rig = new Rig(await openParts(options, cleanups));
      cleanups.push(() => Promise.all([rig.agent.kill(), rig.controller.kill()]));
      await rig.startController();
      rig.agent.start();
      return rig;
    } catch (error) {
      await undo(cleanups);
      throw error;
    }
  }

  /** What arrived of a task, where nothing stores it. */
  profilesOf(taskId: string): Promise<DecodedProfile[]> {
    return present(this.#parts.sink, 'endpoint that keeps profiles').profilesOf(taskId);
  }

  /** Of the setting that has one. */
  get postgres(): PostgresCluster {
    return present(this.#parts.postgres, 'PostgreSQL').cluster;
  }

  get stored(): StoredEndpoint {
    return present(this.#parts.stored, 'Collector and store');
  }

  get disk(): SmallDisk {
    return present(this.#parts.disk, 'a small disk');
  }

  async startController(): Promise<void> {
    this.controller.start();
    const isReady = () => this.api<unknown>('GET', '/readyz').catch(() => undefined);
    await waitFor(isReady, { what: 'the controller', timeoutMs: START_MS });
  }

  /** Until the agent has reported so many processes that the filter finds: by default, the rig's target. */
  async untilListed(filter = `process_pid=${this.target.pid}`, count = 1): Promise<void> {
    await waitFor(
      async () => {
        const page = await this.api<Page<ListedTarget>>('GET', `/v1/targets?limit=500&${filter}`).catch(
          () => undefined
        );
        const profilable = page?.items.filter(({ verdict }) => verdict === 'profilable') ?? [];
        return profilable.length >= count || undefined;
      },
      { what: `${count} targets with ${filter}`, timeoutMs: START_MS }
    );
  }

  /** Of the rig's target on CPU, unless told. */
  createTask(request: Pick<CreateTask, 'durationMs'> & Partial<CreateTask>): Promise<Task> {
    return this.api<Task>('POST', '/v1/tasks', {
      selector: { process_pid: this.target.pid },
      events: ['on-cpu'],
      frequencyHz: FREQUENCY_HZ,
      ...request,
    });
  }

  /** As the controller says, whatever happened to the agent. */
  task(id: string): Promise<Task | undefined> {
    return this.api<Task>('GET', `/v1/tasks/${id}`).catch(() => undefined);
  }

  /** Until the controller knows that the session has given something. */
  async untilSampled(taskId: string): Promise<void> {
    const given = async () => {
      const task = await this.task(taskId);
      return (task?.targets[0]?.progress.samplesKept ?? 0) > 0 || undefined;
    };
    await waitFor(given, { what: `samples of task ${taskId}` });
  }

  /** On-CPU samples of the task that have arrived. */
  samplesArrived(taskId: string): Promise<number> {
    return this.#parts.endpoint.samplesArrived(taskId);
  }

  close(): Promise<void> {
    return undo(this.#parts.cleanups);
  }
}

interface RigParts {
  readonly folders: Readonly<Record<'controller' | 'agent', string>>;
  readonly controllerPort: number;
  readonly toController: OpenLine;
  readonly toEndpoint: OpenLine;
  readonly endpoint: Endpoint;
  readonly stored: StoredEndpoint | undefined;
  readonly sink: Sink | undefined;
  readonly postgres: { readonly cluster: PostgresCluster; readonly url: string } | undefined;
  readonly disk: SmallDisk | undefined;
  readonly target: Target;
  readonly options: RigOptions;
  readonly cleanups: readonly Cleanup[];
}

/** `cleanups` grows with every part that is there, so that a failure leaves nothing behind. */
async function openParts(options: RigOptions, cleanups: Cleanup[]): Promise<RigParts> {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-faults-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const { smallDisk } = options;
  const disk = smallDisk === undefined ? undefined : new SmallDisk();
  if (disk !== undefined) cleanups.push(() => disk.close());
  const folderOf = (who: NonNullable<RigOptions['smallDisk']>) => {
    const made = path.join(disk !== undefined && smallDisk === who ? disk.folder : folder, who);
    mkdirSync(made);
    return made;
  };
  const stored =
    options.endpoint === 'collector-and-store' ? await openStoredEndpoint(folder, FREQUENCY_HZ) : undefined;
  const sink = stored === undefined ? await openSink() : undefined;
  const endpoint = stored ?? sink!;
  cleanups.push(() => endpoint.close());
  const postgres = options.database === 'postgresql' ? await openPostgres(cleanups) : undefined;
  const target = await startTarget(folderOf('target'));
  cleanups.push(() => target.kill());
  const [controllerPort] = (await freePorts(1)) as [number];
  return {
    folders: { controller: folderOf('controller'), agent: folderOf('agent') },
    controllerPort,
    toController: await openLine(controllerPort, cleanups),
    toEndpoint: await openLine(endpoint.port, cleanups),
    ...{ endpoint, stored, sink, postgres, disk, target, options, cleanups },
  };
}

function clockOf(who: 'controller' | 'agent', { clockStep }: RigOptions): Record<string, string> {
  if (clockStep?.of !== who) return {};
  const skewed = at('collector-agent', 'src', 'testing', 'skewed-clock.mjs');
  return { NODE_OPTIONS: `--import ${skewed}`, CLOCK_STEP_MS: String(clockStep.ms) };
}

async function openPostgres(cleanups: Cleanup[]) {
  const bin = findPostgresBinaries();
  if (bin === undefined) throw new Error("Debian's package postgresql is not installed");
  const cluster = await startPostgresCluster(bin);
  cleanups.push(() => cluster.remove());
  return { cluster, url: await cluster.createDatabase('faults') };
}

interface OpenLine {
  readonly line: FaultyLine;
  readonly url: string;
}

async function openLine(port: number, cleanups: Cleanup[]): Promise<OpenLine> {
  const line = new FaultyLine(port);
  const url = `http://127.0.0.1:${await line.open()}`;
  cleanups.push(() => line.close());
  return { line, url };
}

async function undo(cleanups: readonly Cleanup[]): Promise<void> {
  for (const cleanup of cleanups.toReversed()) await cleanup();
}

function present<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`the rig of this fault has no ${name}`);
  return part;
}
