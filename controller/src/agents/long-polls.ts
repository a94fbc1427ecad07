import type { AgentId } from '../storage/ids.ts';

export interface PollOptions {
  /** What the agent has. */
  readonly version: number;
  readonly waitMs: number;
  /** Aborted when the agent has hung up. */
  readonly gone: AbortSignal;
}

export interface Pollable<T> {
  readonly read: () => Promise<T>;
  /** Whether an answer may be given that was read when the wait began; else it is read anew. Default: no. */
  readonly keeps?: (current: T) => boolean;
}

/**
 * Agents that wait for a change of what they are to do. Lists and their versions live in the database, changed in one
 * transaction with what they are made of, so an agent that polls across a restart misses nothing; only the waiting is
 * in memory.
 */
export class LongPolls {
  readonly #waiting = new Map<AgentId, Set<() => void>>();
  readonly #polls = new Set<Promise<unknown>>();
  #closed = false;

  get isClosed(): boolean {
    return this.#closed;
  }

  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, waiters) => sum + waiters.size, 0);
  }

  /** Waits until the agent's version differs from `version`, `waitMs` have passed or `gone` is aborted. */
  async poll<T extends { readonly version: number }>(
    agentId: AgentId,
    options: PollOptions,
    of: Pollable<T>
  ): Promise<T> {
    const poll = this.#poll(agentId, options, of);
    this.#polls.add(poll);
    return poll.finally(() => this.#polls.delete(poll));
  }

  async #poll<T extends { readonly version: number }>(
    agentId: AgentId,
    options: PollOptions,
    { read, keeps }: Pollable<T>
  ): Promise<T> {
    const deadline = performance.now() + options.waitMs;
    for (;;) {
      // Watched before the read, so that a change between the two wakes us.
      const change = this.#watch(agentId);
      try {
        const current = await read();
        const leftMs = deadline - performance.now();
        if (current.version !== options.version || leftMs <= 0 || options.gone.aborted || this.#closed) return current;
        const isNews = await change.wait(leftMs, options.gone);
        // What another replica changed unheard is found by the next poll.
        if (!isNews && keeps?.(current) === true) return current;
      } finally {
        change.stop();
      }
    }
  }

  wake(agentId: AgentId): void {
    for (const waiter of this.#waiting.get(agentId) ?? []) waiter();
  }

  /** Has every waiting agent look again. */
  wakeAll(): void {
    for (const agentId of [...this.#waiting.keys()]) this.wake(agentId);
  }

  /** Lets every waiting agent go with what there is; the database is not used afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.wakeAll();
    await Promise.allSettled(this.#polls);
  }

  #watch(agentId: AgentId) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wake = () => resolve(true);
    const waiters = this.#waiting.get(agentId) ?? new Set();
    this.#waiting.set(agentId, waiters.add(wake));
    return {
      /** True if woken. */
      wait: async (timeoutMs: number, gone: AbortSignal) => {
        const timer = setTimeout(resolve, timeoutMs, false);
        const leave = () => resolve(false);
        gone.addEventListener('abort', leave);
        const isNews = await promise;
        gone.removeEventListener('abort', leave);
        clearTimeout(timer);
        return isNews;
      },
      stop: () => {
        waiters.delete(wake);
        if (waiters.size === 0 && this.#waiting.get(agentId) === waiters) this.#waiting.delete(agentId);
      },
    };
  }
}
