import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Experiment, ExperimentSpec } from '@meshprof/contracts';
import { demoBinaries } from '../../../standalone/src/demo/demo-binaries.ts';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { startDemo } from '../../../standalone/src/demo/demo.ts';
import { type ControllerApi, controllerApi } from '../../harness/controller-api.ts';
import { freePortForEach } from '../../harness/free-ports.ts';
import { at } from '../../harness/project.ts';
import { waitFor } from '../../harness/wait-for.ts';

const TOKEN = 'a-token-for-experiment-tests';
const JOIN_TOKEN = 'a-join-token-for-experiment-tests';
const NODE = 'node-of-the-test';

/** A controller, an experiment agent and the demo's real Envoy, each of the two a process that can be killed. */
export class ControlledRig {
  readonly demo: Demo;
  readonly api: ControllerApi;
  readonly #folder: string;
  readonly #port: number;
  #controller: ChildProcess | undefined;
  #agent: ChildProcess | undefined;

  private constructor(parts: { demo: Demo; folder: string; port: number }) {
    this.demo = parts.demo;
    this.#folder = parts.folder;
    this.#port = parts.port;
    this.api = controllerApi(this.#url, TOKEN);
  }

  static async start(): Promise<ControlledRig> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-experiments-'));
    const ports = await freePortForEach();
    const load = { requestsPerSecond: 1, connections: 1 };
    const options = { runDir: path.join(folder, 'demo'), binaries: demoBinaries(), ports, load, prometheus: false };
    const started = await startDemo(options);
    if (!started.ok) throw new Error(started.problem.message);
    started.demo.load.pause();
    const rig = new ControlledRig({ demo: started.demo, folder, port: ports.http });
    await rig.startController();
    rig.startAgent();
    return rig;
  }

  get #url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async startController(): Promise<void> {
    this.#controller = this.#spawn('controller', at('controller', 'src', 'main.ts'), ['--port', String(this.#port)], {
      MESHPROF_TOKEN: TOKEN,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
    });
    const isReady = async () => (await fetch(`${this.#url}/readyz`).catch(() => undefined))?.ok === true || undefined;
    await waitFor(isReady, { what: 'the controller' });
  }

  startAgent(): void {
    this.#agent = this.#spawn('agent', at('collector-agent', 'bin', 'meshprof.mjs'), ['experiment-agent'], {
      MESHPROF_CONTROLLER_URL: this.#url,
      MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
      MESHPROF_NODE: NODE,
    });
  }

  killController(): Promise<void> {
    return kill(this.#controller);
  }

  killAgent(): Promise<void> {
    return kill(this.#agent);
  }

  /** Tiny, so no result: two blocks of seconds. The cheap setting is the baseline, so that it differs from what is there. */
  spec(overrides: Partial<ExperimentSpec> = {}): ExperimentSpec {
    return {
      driver: 'envoy-runtime',
      target: { node: NODE, adminUrl: this.demo.adminUrl },
      baseline: { name: 'none', knobs: [{ knob: 'tracing.sampling', percent: 0 }] },
      variants: [{ name: 'half', knobs: [{ knob: 'tracing.sampling', percent: 50 }] }],
      load: { generator: 'h2load', url: this.demo.url, connections: 4, requestsPerSecond: 300 },
      blocks: 2,
      indicative: true,
      windowMs: 2_000,
      warmMs: 1_000,
      profileMs: 0,
      seed: 1,
      guards: { deadManMs: 5_000 },
      ...overrides,
    };
  }

  create(overrides: Partial<ExperimentSpec> = {}): Promise<Experiment> {
    return this.api<Experiment>('POST', '/v1/experiments', this.spec(overrides));
  }

  show(id: string): Promise<Experiment> {
    return this.api<Experiment>('GET', `/v1/experiments/${id}`);
  }

  until(id: string, what: string, isTrue: (experiment: Experiment) => boolean): Promise<Experiment> {
    let last: Experiment | undefined;
    const ask = async () => {
      last = await this.show(id);
      return isTrue(last) ? last : undefined;
    };
    return waitFor(ask, { what, timeoutMs: 240_000, intervalMs: 200 }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(last)}\n${this.agentLog()}`);
    });
  }

  /** What the admin layer says of the key that the variants turn; empty: nothing, as before. */
  async samplingOverride(): Promise<string> {
    const answer = await fetch(`${this.demo.adminUrl}/runtime?format=json`);
    const { layers, entries } = (await answer.json()) as {
      layers: string[];
      entries: Record<string, { layer_values: string[] }>;
    };
    return entries['tracing.random_sampling']?.layer_values[layers.indexOf('admin')] ?? '';
  }

  agentLog(): string {
    return readFileSync(path.join(this.#folder, 'agent.log'), 'utf8').split('\n').slice(-30).join('\n');
  }

  async stop(): Promise<void> {
    await kill(this.#agent);
    await kill(this.#controller);
    await this.demo.stop();
    rmSync(this.#folder, { recursive: true });
  }

  #spawn(name: string, file: string, args: readonly string[], env: Record<string, string>): ChildProcess {
    const log = openSync(path.join(this.#folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, [file, ...args], {
      env: { ...process.env, ...env, MESHPROF_STATE_DIR: path.join(this.#folder, name) },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    return child;
  }
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
