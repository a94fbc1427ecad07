import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ExperimentSpec } from '@meshprof/contracts';
import { listJournals } from '../../../collector-agent/src/experiment/journal/journal-folder.ts';
import type { RunState } from '../../../collector-agent/src/experiment/journal/run-state.ts';
import { demoBinaries } from '../../../standalone/src/demo/demo-binaries.ts';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { startDemo } from '../../../standalone/src/demo/demo.ts';
import { freePortForEach } from '../../harness/free-ports.ts';
import { type ProxyState, proxyState } from './proxy-state.ts';
import { RunningExperiment } from './running-experiment.ts';

const LOAD = { requestsPerSecond: 400, connections: 2 };

export interface RigOptions {
  /**
   * Who makes the load. `external` (default): the demo. That it is slow or uneven on a busy machine voids no slot, so an
   * experiment always gets as far as a test wants.
   */
  readonly generator?: 'external' | 'h2load';
  /** Folder of the demo. Default: one of the rig's own. */
  readonly runDir?: string;
  readonly stateDir?: string;
  readonly logToFile?: boolean;
}

/** Only what a test breaks breaks the run, however slow the machine is. */
const GUARDS = {
  intervalMs: 2_000,
  deadManMs: 3_000,
  errorsPoints: 100,
  p99Factor: 1_000,
  p99ForMs: 600_000,
  minFreeDiskPercent: 8,
};

/** The demo's real Envoy, and what it was before anybody touched it. */
export class ExperimentRig {
  readonly demo: Demo;
  readonly before: ProxyState;
  readonly stateDir: string;
  readonly #folder: string;
  readonly #generator: NonNullable<RigOptions['generator']>;
  readonly #runs: RunningExperiment[] = [];

  private constructor(parts: {
    demo: Demo;
    before: ProxyState;
    generator: NonNullable<RigOptions['generator']>;
    stateDir: string;
    folder: string;
  }) {
    this.#generator = parts.generator;
    this.demo = parts.demo;
    this.before = parts.before;
    this.stateDir = parts.stateDir;
    this.#folder = parts.folder;
  }

  static async open({ generator = 'external', logToFile = false, ...places }: RigOptions = {}): Promise<ExperimentRig> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-experiment-'));
    const started = await startDemo({
      runDir: places.runDir ?? path.join(folder, 'demo'),
      binaries: demoBinaries(),
      ports: await freePortForEach(),
      load: LOAD,
      logToFile,
      prometheus: false,
    });
    if (!started.ok) throw new Error(started.problem.message);
    const { demo } = started;
    if (generator !== 'external') demo.load.pause();
    const stateDir = places.stateDir ?? path.join(folder, 'state');
    return new ExperimentRig({ demo, generator, folder, stateDir, before: await proxyState(demo) });
  }

  /** Over within seconds, and of no use for a result: what is tested is what happens to the proxy. */
  spec(change: Partial<ExperimentSpec> = {}): ExperimentSpec {
    return {
      driver: 'envoy-runtime',
      target: { adminUrl: this.demo.adminUrl },
      baseline: { name: 'as-is', knobs: [] },
      variants: [
        { name: 'sampling-1', knobs: [{ knob: 'tracing.sampling', percent: 1 }] },
        { name: 'log-short', knobs: [{ knob: 'accesslog.format', prepared: 'short' }] },
      ],
      load: this.#load(),
      blocks: 1,
      windowMs: 1_000,
      // A generator needs a moment to connect.
      warmMs: this.#generator === 'external' ? 0 : 600,
      profileMs: 0,
      indicative: true,
      seed: 1,
      ...change,
      guards: { ...GUARDS, ...change.guards },
    };
  }

  #load(): ExperimentSpec['load'] {
    if (this.#generator === 'external') return { generator: 'external' };
    return { generator: this.#generator, url: this.demo.url, ...LOAD };
  }

  start(spec: ExperimentSpec): RunningExperiment {
    return this.#keep(RunningExperiment.run(spec, this.stateDir));
  }

  resume(experimentId: string): RunningExperiment {
    return this.#keep(RunningExperiment.resume(experimentId, this.stateDir));
  }

  command(name: 'abort' | 'pause' | 'report' | 'resume'): RunningExperiment {
    return this.#keep(RunningExperiment.command(name, this.stateDir));
  }

  /** Of another folder of state, as another person on this machine has. */
  startElsewhere(spec: ExperimentSpec): RunningExperiment {
    return this.#keep(RunningExperiment.run(spec, `${this.stateDir}-of-another`));
  }

  /** The newest run, as its journal tells it to anybody. */
  journal(): RunState | undefined {
    return listJournals(this.stateDir).at(-1);
  }

  now(): Promise<ProxyState> {
    return proxyState(this.demo);
  }

  async close(): Promise<void> {
    for (const run of this.#runs) await run.killBoth();
    await this.demo.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }

  #keep(run: RunningExperiment): RunningExperiment {
    this.#runs.push(run);
    return run;
  }
}
