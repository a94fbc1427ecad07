import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What comes while something of the same key is under way waits, and is then done together: a thousand agents that
 * report on one task at once would otherwise have it read and written a thousand times, one after the other.
 */
export class Groups<E, R> {
  readonly #work: (key: string, items: readonly E[]) => Promise<R>;
  readonly #rests: boolean;
  /** Groups that have not begun, which more edits may join. */
  readonly #open = new Map<string, { readonly items: E[]; readonly result: Promise<R> }>();
  /** The end of the last group of each key, begun or not. */
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * `rests`: after work that took long more may gather before the next of its key begins. Work that costs much however
   * little there is to do would otherwise follow itself without a pause.
   */
  constructor(work: (key: string, items: readonly E[]) => Promise<R>, { rests = false } = {}) {
    this.#work = work;
    this.#rests = rests;
  }

  /** What the group's work answers; if that fails, it does for all of the group. */
  add(key: string, item: E): Promise<R> {
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.items.push(item);
      return open.result;
    }
    const items = [item];
    let beganAtMs = 0;
    const result = (this.#last.get(key) ?? Promise.resolve()).then(() => {
      this.#open.delete(key);
      beganAtMs = performance.now();
      return this.#work(key, items);
    });
    this.#open.set(key, { items, result });
    const end: Promise<unknown> = result
      .catch(() => undefined)
      .then(() => (this.#rests ? restAfter(performance.now() - beganAtMs) : undefined))
      .then(() => {
        if (this.#last.get(key) === end) this.#last.delete(key);
      });
    this.#last.set(key, end);
    return result;
  }
}

/** Shorter work is that of a task on few processes, whose agents are not to wait. */
const RESTS_FROM_MS = 15;
const REST_FACTOR = 2;
const LONGEST_REST_MS = 200;

async function restAfter(workMs: number): Promise<void> {
  if (workMs >= RESTS_FROM_MS) await sleep(Math.min(LONGEST_REST_MS, workMs * REST_FACTOR));
}
