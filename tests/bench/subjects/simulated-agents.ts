import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { at } from '../../harness/project.ts';
import type { Spread } from './simulated-node.ts';

/** Beyond these the agents of one process would wait for each other. */
const AGENTS_A_PROCESS = 1_250;

export interface SimulationOptions extends Spread {
  readonly controllerUrl: string;
  readonly agents: number;
  /** Their first calls are spread over so long, as those of real nodes are. */
  readonly rampMs: number;
}

/** What a process of agents says (simulate-agents.ts). */
export type SimulationNews =
  /** On the clock that all processes of a machine share (`process.hrtime`). */
  | { readonly kind: 'received'; readonly taskId: string; readonly targetId: string; readonly atMs: number }
  /** Calls that got no answer, or not the expected one, since the last news of it. */
  | { readonly kind: 'failed-calls'; readonly count: number; readonly example: string }
  /** How late the process itself was with what it had to do, in the last second. */
  | { readonly kind: 'late'; readonly ms: number };

/** Monotonic milliseconds that mean the same in every process of this machine. */
export function sharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Many agents in few processes, each with the real agent's code for all that it says to a controller. */
export class SimulatedAgents {
  readonly #children: ChildProcess[] = [];
  /** By task: when each target's agent had its assignment. */
  readonly #received = new Map<string, Map<string, number>>();
  failedCalls = 0;
  failureExample = '';
  /** Since the last look: an agent cannot have heard of anything while its process did other agents' work. */
  #latestMs = 0;

  /** On all CPUs, but behind everything else: what the controller and its database leave is theirs. */
  constructor({ agents, ...options }: SimulationOptions) {
    const step = Math.ceil(agents / AGENTS_A_PROCESS);
    for (let first = 0; first < step; first += 1) {
      const count = Math.ceil((agents - first) / step);
      const given = JSON.stringify({ ...options, first, step, count } satisfies SimulationPart);
      const script = at('tests', 'bench', 'subjects', 'simulate-agents.ts');
      const child = spawn('nice', ['-n', '19', process.execPath, script, given], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      child.on('message', (news) => this.#hear(news as SimulationNews));
      this.#children.push(child);
    }
  }

  /** When the agents had the assignments of this task, by target. */
  received(taskId: string): ReadonlyMap<string, number> {
    return this.#received.get(taskId) ?? new Map();
  }

  takeLatenessMs(): number {
    const ms = this.#latestMs;
    this.#latestMs = 0;
    return ms;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      })
    );
  }

  #hear(news: SimulationNews): void {
    if (news.kind === 'failed-calls') {
      this.failedCalls += news.count;
      this.failureExample = news.example;
      return;
    }
    if (news.kind === 'late') {
      this.#latestMs = Math.max(this.#latestMs, news.ms);
      return;
    }
    const targets = this.#received.get(news.taskId) ?? new Map<string, number>();
    this.#received.set(news.taskId, targets);
    if (!targets.has(news.targetId)) targets.set(news.targetId, news.atMs);
  }
}

/** What one process is told. */
export interface SimulationPart extends Spread {
  readonly controllerUrl: string;
  readonly rampMs: number;
  /** The index of its first node; every `step`th is its own, so that the nodes of a task are spread over all processes. */
  readonly first: number;
  readonly step: number;
  readonly count: number;
}
