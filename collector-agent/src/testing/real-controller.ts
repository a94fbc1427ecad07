import assert from 'node:assert/strict';
import path from 'node:path';
import type { ListedTarget, Page, Task } from '@meshprof/contracts';
import { freePort } from './free-port.ts';
import { type MeshprofProcess, startController, startMeshprof } from './meshprof-process.ts';
import type { OtlpSink } from './otlp-sink.ts';
import { waitUntil } from './wait-until.ts';

const TOKEN = 'a-token-for-agent-tests';
const JOIN_TOKEN = 'a-join-token-for-agent-tests';

export interface AgentSetting {
  /** Of its state, in the folder of the test. */
  readonly name: string;
  /** How far its date and time are off. */
  readonly clockOffMs?: number;
}

/** A loaded machine takes half a minute for the sources of the controller, and as long for those of the agent. */
const HANG_LIMIT_MS = 180_000;

/** A controller in a process of its own, with agents in theirs. */
export class RealController {
  readonly #folder: string;
  readonly #sink: OtlpSink;
  readonly #port: number;
  #process: MeshprofProcess;

  private constructor(folder: string, sink: OtlpSink, port: number) {
    this.#folder = folder;
    this.#sink = sink;
    this.#port = port;
    this.#process = this.#start();
  }

  static async start(folder: string, sink: OtlpSink): Promise<RealController> {
    return new RealController(folder, sink, await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  startAgent({ name, clockOffMs }: AgentSetting): MeshprofProcess {
    const skew = new URL('skewed-clock.mjs', import.meta.url).href;
    return startMeshprof(['agent', '--agent-metrics-port', '0'], {
      env: {
        MESHPROF_CONTROLLER_URL: this.url,
        MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
        MESHPROF_OTLP_ENDPOINT: this.#sink.url,
        MESHPROF_STATE_DIR: path.join(this.#folder, name),
        ...(clockOffMs !== undefined && { NODE_OPTIONS: `--import=${skew}`, CLOCK_OFF_MS: String(clockOffMs) }),
      },
    });
  }

  async killAndRestart(): Promise<void> {
    this.#process.child.kill('SIGKILL');
    await this.#process.finished;
    this.#process = this.#start();
  }

  async stop(): Promise<void> {
    this.#process.child.kill('SIGTERM');
    assert.equal((await this.#process.finished).status, 0);
  }

  async api<T>(method: 'GET' | 'POST', apiPath: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${apiPath}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${apiPath}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Undefined while the controller is not there. */
  read<T>(apiPath: string): Promise<T | undefined> {
    return this.api<T>('GET', apiPath).catch(() => undefined);
  }

  /** Waits until so many agents list the process as one that they can profile. */
  async lists(pid: number | undefined, agents = 1): Promise<void> {
    const isListed = async (): Promise<boolean> => {
      const page = await this.read<Page<ListedTarget>>(`/v1/targets?process_pid=${pid}&verdict=profilable`);
      return page?.items.length === agents;
    };
    await waitUntil(`process ${pid} is listed`, isListed, HANG_LIMIT_MS);
  }

  createTask(body: object): Promise<Task> {
    return this.api<Task>('POST', '/v1/tasks', body);
  }

  async reaches({ id }: Pick<Task, 'id'>, condition: (task: Task) => boolean): Promise<Task> {
    let task: Task | undefined;
    await waitUntil(
      `task ${id} gets there: ${condition.toString()}`,
      async () => {
        task = await this.read<Task>(`/v1/tasks/${id}`);
        return task !== undefined && condition(task);
      },
      HANG_LIMIT_MS
    );
    return task as Task;
  }

  ended(task: Pick<Task, 'id'>): Promise<Task> {
    return this.reaches(task, ({ endedAt }) => endedAt !== undefined);
  }

  #start(): MeshprofProcess {
    return startController(['--port', String(this.#port)], {
      env: {
        MESHPROF_TOKEN: TOKEN,
        MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
        MESHPROF_STATE_DIR: path.join(this.#folder, 'controller'),
      },
    });
  }
}
