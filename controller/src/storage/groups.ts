/**
 * What comes while something of the same key is under way waits, and is then done together: a thousand agents that
 * report on one task at once would otherwise have it read and written a thousand times, one after the other.
 */
export class Groups<E, R> {
  readonly #work: (key: string, items: readonly E[]) => Promise<R>;
  /** Groups that have not begun, which more edits may join. */
  readonly #open = new Map<string, { readonly items: E[]; readonly result: Promise<R> }>();
  /** The end of the last group of each key, begun or not. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(work: (key: string, items: readonly E[]) => Promise<R>) {
    this.#work = work;
  }

  /** What the group's work answers; if that fails, it does for all of the group. */
  add(key: string, item: E): Promise<R> {
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.items.push(item);
      return open.result;
    }
    const items = [item];
    const result = (this.#last.get(key) ?? Promise.resolve()).then(() => {
      this.#open.delete(key);
      return this.#work(key, items);
    });
    this.#open.set(key, { items, result });
    const end: Promise<unknown> = result
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === end) this.#last.delete(key);
      });
    this.#last.set(key, end);
    return result;
  }
}
