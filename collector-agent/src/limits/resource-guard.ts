import type { AgentLimits, ReasonCode } from '@meshprof/contracts';
import type { Usage } from './own-usage.ts';

export type ResourceStop = 'cpu-limit' | 'memory-limit';

export interface GuardOptions {
  readonly limits: Pick<AgentLimits, 'maxCpuCores' | 'maxRssBytes'>;
  readonly measure: () => Usage;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Ends the newest session; false if none runs. */
  readonly endNewest: (why: ResourceStop) => boolean;
  readonly onOver: (why: ResourceStop, measured: string) => void;
}

const LOOK_EVERY_MS = 1_000;
/** CPU is judged over this long: names of a large binary cost a second once, which is no reason to end anything. */
const CPU_WINDOW_MS = 10_000;
/** Memory of a session that has ended goes back late. */
const MEMORY_REST_MS = 5_000;

/** Keeps what the agent takes below its limits: over one of them, no session begins and the newest one ends. */
export class ResourceGuard {
  readonly #options: GuardOptions;
  /** Looks of the last window, oldest first. */
  #looks: { atMs: number; cpuMs: number }[] = [];
  #usage: Usage | undefined;
  #restUntilMs = -Infinity;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  start(): { stop(): void } {
    const timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    timer.unref();
    return { stop: () => clearInterval(timer) };
  }

  look(): void {
    const { measure, now, limits } = this.#options;
    const usage = measure();
    const atMs = now();
    this.#usage = usage;
    this.#looks.push({ atMs, cpuMs: usage.cpuMs });
    while ((this.#looks[1]?.atMs ?? Infinity) <= atMs - CPU_WINDOW_MS) this.#looks.shift();
    if (atMs < this.#restUntilMs) return;
    const cores = this.#cores();
    if (usage.rssBytes > limits.maxRssBytes) this.#end('memory-limit', `${usage.rssBytes} bytes`, atMs);
    else if (cores !== undefined && cores > limits.maxCpuCores)
      this.#end('cpu-limit', `${cores.toFixed(2)} cores`, atMs);
  }

  /** What was measured last; no CPU before there is a whole window. */
  measured(): { readonly cpuCores?: number; readonly rssBytes: number } {
    const cpuCores = this.#cores();
    const rssBytes = this.#usage?.rssBytes ?? 0;
    return { rssBytes, ...(cpuCores !== undefined && { cpuCores }) };
  }

  /** Why no session may begin now, or undefined. */
  refusal(): { readonly reasonCode: ReasonCode; readonly detail: string } | undefined {
    const { limits } = this.#options;
    const cores = this.#cores() ?? 0;
    if (cores > limits.maxCpuCores) {
      const detail = `It takes ${cores.toFixed(2)} cores; maxCpuCores is ${limits.maxCpuCores}.`;
      return { reasonCode: 'agent-cpu-limit', detail };
    }
    const rssBytes = this.#usage?.rssBytes ?? 0;
    if (rssBytes <= limits.maxRssBytes) return undefined;
    return {
      reasonCode: 'agent-memory-limit',
      detail: `It takes ${rssBytes} bytes; maxRssBytes is ${limits.maxRssBytes}.`,
    };
  }

  #end(why: ResourceStop, measured: string, atMs: number): void {
    if (!this.#options.endNewest(why)) return;
    this.#options.onOver(why, measured);
    // What the session took counts no more; the next is judged by what is taken without it.
    this.#looks = this.#looks.slice(-1);
    this.#restUntilMs = atMs + (why === 'cpu-limit' ? CPU_WINDOW_MS : MEMORY_REST_MS);
  }

  /** Over the last window; undefined before there is a whole one. */
  #cores(): number | undefined {
    const [first] = this.#looks;
    const last = this.#looks.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < CPU_WINDOW_MS) return undefined;
    // A helper that has ended takes its time with it.
    return Math.max(0, last.cpuMs - first.cpuMs) / (last.atMs - first.atMs);
  }
}
