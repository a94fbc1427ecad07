import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ListedTarget, Page, Task } from '@meshprof/contracts';
import { OtlpSink } from '../../collector-agent/src/testing/otlp-sink.ts';
import { decodeOtlp } from '../harness/decode-otlp.ts';
import { freePorts } from '../harness/free-ports.ts';
import { at } from '../harness/project.ts';
import { waitFor } from '../harness/wait-for.ts';
import { startGated } from '../bench/subjects/gated-program.ts';
import { CuttableLine } from './cuttable-line.ts';

const TOKEN = 'a-token-for-fault-tests';
const JOIN_TOKEN = 'a-join-token-for-fault-tests';
/** Busy and asleep a hundred times a second, for longer than any fault lasts; the rig kills it. */
const WORK = ['--seconds', '2400', '--sleeps', '240000'];

/**
 * A controller, an agent, an endpoint that keeps every profile, and a program to profile; each a process of its own (the
 * endpoint apart), the agent's two lines of communication cuttable.
 */
export class Rig {
  readonly toController: CuttableLine;
  readonly toEndpoint: CuttableLine;
  readonly #sink: OtlpSink;
  readonly #folder: string;
  readonly #controllerPort: number;
  readonly #workload: Awaited<ReturnType<typeof startGated>>;
  #controllerUrl = '';
  #endpointUrl = '';
  #controller: ChildProcess | undefined;
  #agent: ChildProcess | undefined;

  private constructor(parts: {
    sink: OtlpSink;
    controllerPort: number;
    workload: Awaited<ReturnType<typeof startGated>>;
  }) {
    this.#sink = parts.sink;
    this.#controllerPort = parts.controllerPort;
    this.#workload = parts.workload;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'meshprof-faults-'));
    this.toController = new CuttableLine(parts.controllerPort);
    this.toEndpoint = new CuttableLine(Number(new URL(parts.sink.url).port));
  }

  static async open(): Promise<Rig> {
    const sink = new OtlpSink();
    await sink.start();
    const [controllerPort] = await freePorts(1);
    const workload = await startGated('busy-sleep', WORK);
    // It never comes back from its work: the rig ends it.
    void workload.work().catch(() => undefined);
    const rig = new Rig({ sink, controllerPort: controllerPort!, workload });
    rig.#controllerUrl = `http://127.0.0.1:${await rig.toController.open()}`;
    rig.#endpointUrl = `http://127.0.0.1:${await rig.toEndpoint.open()}`;
    await rig.startController();
    rig.startAgent();
    return rig;
  }

  async startController(): Promise<void> {
    const env = {
      MESHPROF_TOKEN: TOKEN,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
      MESHPROF_STATE_DIR: path.join(this.#folder, 'controller'),
    };
    this.#controller = start(at('controller', 'src', 'main.ts'), ['--port', String(this.#controllerPort)], env);
    await waitFor(
      () =>
        this.#read('/readyz').then(
          () => true as const,
          () => undefined
        ),
      { what: 'the controller' }
    );
  }

  startAgent(): void {
    this.#agent = start(at('collector-agent', 'bin', 'meshprof.mjs'), ['agent', '--agent-metrics-port', '0'], {
      MESHPROF_CONTROLLER_URL: this.#controllerUrl,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
      MESHPROF_OTLP_ENDPOINT: this.#endpointUrl,
      MESHPROF_STATE_DIR: path.join(this.#folder, 'agent'),
    });
  }

  killController(): Promise<void> {
    return kill(this.#controller);
  }

  killAgent(): Promise<void> {
    return kill(this.#agent);
  }

  /** Until the agent has reported the program. */
  async untilListed(): Promise<void> {
    await waitFor(async () => (await this.#listed()) || undefined, { what: 'the program in the list of targets' });
  }

  createTask(durationMs: number): Promise<Task> {
    return this.#call<Task>('POST', '/v1/tasks', {
      selector: { process_pid: this.#workload.pid },
      events: ['on-cpu'],
      frequencyHz: 199,
      durationMs,
    });
  }

  /** As the controller says, whatever happened to the agent. */
  task(id: string): Promise<Task | undefined> {
    return this.#read<Task>(`/v1/tasks/${id}`).catch(() => undefined);
  }

  /** On-CPU samples of the task that have arrived. */
  async samplesArrived(taskId: string): Promise<number> {
    let samples = 0;
    for (const request of this.#sink.profilesWith(taskId)) {
      const profiles = await decodeOtlp(request);
      const ours = profiles.filter(
        ({ sampleType, resource }) => sampleType === 'samples/count' && resource['task_id'] === taskId
      );
      samples += ours.flatMap((profile) => profile.samples).reduce((sum, { value }) => sum + value, 0);
    }
    return samples;
  }

  async close(): Promise<void> {
    await Promise.all([this.killAgent(), this.killController()]);
    process.kill(this.#workload.pid, 'SIGKILL');
    await Promise.all([this.toController.close(), this.toEndpoint.close()]);
    this.#sink.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listed(): Promise<boolean> {
    const page = await this.#read<Page<ListedTarget>>(`/v1/targets?process_pid=${this.#workload.pid}`).catch(
      () => undefined
    );
    return page?.items.some(({ verdict }) => verdict === 'profilable') === true;
  }

  #read<T>(apiPath: string): Promise<T> {
    return this.#call<T>('GET', apiPath);
  }

  async #call<T>(method: string, apiPath: string, body?: unknown): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.#controllerPort}${apiPath}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${apiPath}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

function start(program: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, stdio: 'ignore' });
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
