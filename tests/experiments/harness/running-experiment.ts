import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExperimentSpec } from '@meshprof/contracts';
import { findDescendant } from '../../harness/process-tree.ts';
import { at, projectRoot } from '../../harness/project.ts';
import { waitFor } from '../../harness/wait-for.ts';

const MESHPROF = at('collector-agent', 'bin', 'meshprof.mjs');

/** `meshprof experiment run` or `resume`, and the agent that it starts. */
export class RunningExperiment {
  readonly #parent: ChildProcess;
  readonly #exited: Promise<number | null>;
  #output = '';
  #agent: number | undefined;

  private constructor(args: readonly string[]) {
    this.#parent = spawn(process.execPath, [MESHPROF, 'experiment', ...args], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#parent.stdout!, this.#parent.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.#exited = new Promise((resolve) => this.#parent.once('exit', resolve));
  }

  static run(spec: ExperimentSpec, stateDir: string): RunningExperiment {
    mkdirSync(stateDir, { recursive: true });
    const file = path.join(stateDir, 'spec.json');
    writeFileSync(file, JSON.stringify(spec));
    return new RunningExperiment(['run', file, '--state-dir', stateDir]);
  }

  /** Any other command on the runs of this folder. */
  static command(name: string, stateDir: string): RunningExperiment {
    return new RunningExperiment([name, '--state-dir', stateDir]);
  }

  static resume(experimentId: string, stateDir: string): RunningExperiment {
    return new RunningExperiment(['resume', experimentId, '--state-dir', stateDir]);
  }

  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.#parent.exitCode !== null || this.#parent.signalCode !== null;
  }

  /** Exit code; null if it was killed. */
  ended(timeoutMs = 180_000): Promise<number | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const tell = () => reject(new Error(`the experiment does not end:\n${this.#output}`));
      timer = setTimeout(tell, timeoutMs);
    });
    return Promise.race([this.#exited, late]).finally(() => clearTimeout(timer));
  }

  /** Of the agent, also when its parent has ended; undefined before it is started. */
  agentPid(): number | undefined {
    const found = this.#parent.pid === undefined ? undefined : findDescendant(this.#parent.pid, 'experiment-agent');
    this.#agent = found ?? this.#agent;
    return this.#agent !== undefined && isRunning(this.#agent) ? this.#agent : undefined;
  }

  interrupt(): void {
    this.#parent.kill('SIGINT');
  }

  async killParent(): Promise<void> {
    this.agentPid();
    this.#parent.kill('SIGKILL');
    await this.#exited;
  }

  async killAgent(): Promise<void> {
    const pid = this.agentPid();
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    await waitFor(() => (isRunning(pid) ? undefined : true), { what: `the end of process ${pid}`, intervalMs: 10 });
  }

  /** The agent first, lest it notices that its parent is gone. */
  async killBoth(): Promise<void> {
    await this.killAgent();
    if (!this.hasEnded) await this.killParent();
    // The parent may have started another one in between.
    await this.killAgent();
  }
}

/** Not a zombie, which waits for a parent that may never ask. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
