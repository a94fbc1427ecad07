import { setTimeout as sleep } from 'node:timers/promises';

export interface GroupOptions {
  /**
   * After work that took long more may gather before the next of its key begins. Work that costs much however little
   * there is to do would otherwise follow itself without a pause.
   */
  readonly rests?: boolean;
  /**
   * Work of a key begins so long after the one before at least: a statement costs much the same for one item as for
   * ten. Who comes when nothing was done for so long does not wait.
   */
  readonly apartMs?: number;
}

/** `apartMs` of what is read for each call of an agent: ten thousand call a thousand times a second. */
export const AGENTS_APART_MS = 10;

/**
 * What comes while something of the same key is under way waits, and is then done together: a thousand agents that
 * report on one task at once would otherwise have it read and written a thousand times, one after the other.
 */
export class Groups<E, R> {
  readonly #work: (key: string, items: readonly E[]) => Promise<R>;
  readonly #options: GroupOptions;
  /** Groups that have not begun, which more edits may join. */
  readonly #open = new Map<string, { readonly items: E[]; readonly result: Promise<R> }>();
  /** The end of the last group of each key, begun or not, with the rest after it. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(work: (key: string, items: readonly E[]) => Promise<R>, options: GroupOptions = {}) {
    this.#work = work;
    this.#options = options;
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
      .then(() => restAfter(performance.now() - beganAtMs, this.#options))
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

async function restAfter(workMs: number, { rests = false, apartMs = 0 }: GroupOptions): Promise<void> {
  const restMs = rests && workMs >= RESTS_FROM_MS ? Math.min(LONGEST_REST_MS, workMs * REST_FACTOR) : 0;
  const leftMs = Math.max(restMs, apartMs - workMs);
  if (leftMs > 0) await sleep(leftMs);
}
