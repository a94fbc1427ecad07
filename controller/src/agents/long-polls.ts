import type { HangUp } from '../http/hang-up.ts';
import type { AgentId } from '../storage/ids.ts';

export interface PollOptions {
  /** What the agent has. */
  readonly version: number;
  readonly waitMs: number;
  readonly client: Pick<HangUp, 'hasHungUp' | 'listen'>;
}

export interface Pollable<T> {
  readonly read: () => Promise<T>;
  /** Whether an answer may be given that was read when the wait began; else it is read anew. Default: no. */
  readonly keeps?: (current: T) => boolean;
}

/**
 * Agents that wait for a change of what they are to do. Lists and their versions live in the database, changed in one
 * transaction with what they are made of, so an agent that polls across a restart misses nothing; only the waiting is
 * in memory, and is most of what an agent costs there.
 */
export class LongPolls {
  readonly #waiting = new Map<AgentId, Waiter[]>();
  #active = 0;
  #isClosed = false;
  readonly #lastLeft = Promise.withResolvers<void>();

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, waiters) => sum + waiters.length, 0);
  }

  /** Waits until the agent's version differs from `version`, `waitMs` have passed or the client has hung up. */
  async poll<T extends { readonly version: number }>(
    agentId: AgentId,
    { version, waitMs, client }: PollOptions,
    { read, keeps }: Pollable<T>
  ): Promise<T> {
    const deadline = performance.now() + waitMs;
    this.#active += 1;
    try {
      for (;;) {
        // Watched before the read, so that a change between the two wakes us.
        const waiter = this.#watch(agentId);
        try {
          const current = await read();
          const leftMs = deadline - performance.now();
          if (current.version !== version || leftMs <= 0 || client.hasHungUp || this.#isClosed) return current;
          const isNews = await waiter.wait(leftMs, client);
          // What another replica changed unheard is found by the next poll.
          if (!isNews && keeps?.(current) === true) return current;
        } finally {
          this.#forget(agentId, waiter);
        }
      }
    } finally {
      this.#active -= 1;
      if (this.#isClosed && this.#active === 0) this.#lastLeft.resolve();
    }
  }

  wake(agentId: AgentId): void {
    for (const waiter of this.#waiting.get(agentId) ?? []) waiter.wake();
  }

  /** Has every waiting agent look again. */
  wakeAll(): void {
    for (const agentId of [...this.#waiting.keys()]) this.wake(agentId);
  }

  /** Lets every waiting agent go with what there is; the database is not used afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.wakeAll();
    if (this.#active > 0) await this.#lastLeft.promise;
  }

  #watch(agentId: AgentId): Waiter {
    const waiter = new Waiter();
    const others = this.#waiting.get(agentId);
    if (others === undefined) this.#waiting.set(agentId, [waiter]);
    else others.push(waiter);
    return waiter;
  }

  #forget(agentId: AgentId, waiter: Waiter): void {
    const others = (this.#waiting.get(agentId) ?? []).filter((other) => other !== waiter);
    if (others.length === 0) this.#waiting.delete(agentId);
    else this.#waiting.set(agentId, others);
  }
}

/** One poll; woken also before it waits. */
class Waiter {
  #isNews = false;
  #end: (() => void) | undefined;

  wake(): void {
    this.#isNews = true;
    this.#end?.();
  }

  /** True if woken. */
  async wait(timeoutMs: number, client: PollOptions['client']): Promise<boolean> {
    if (this.#isNews) return true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#end = resolve;
    client.listen(resolve);
    const timer = setTimeout(resolve, timeoutMs);
    await promise;
    clearTimeout(timer);
    return this.#isNews;
  }
}
