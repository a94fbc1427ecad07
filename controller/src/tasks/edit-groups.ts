/**
 * Edits of the same thing that come while one is being stored wait and are stored together: a thousand agents that
 * report on one task at once would otherwise have it read and written a thousand times, one after the other.
 */
export class EditGroups<E, R> {
  readonly #commit: (key: string, edits: readonly E[]) => Promise<R>;
  /** Groups that have not begun, which more edits may join. */
  readonly #open = new Map<string, { readonly edits: E[]; readonly result: Promise<R> }>();
  /** The end of the last group of each key, begun or not. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(commit: (key: string, edits: readonly E[]) => Promise<R>) {
    this.#commit = commit;
  }

  /** What the group's commit answers; if that fails, it does for all of the group. */
  add(key: string, edit: E): Promise<R> {
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.edits.push(edit);
      return open.result;
    }
    const edits = [edit];
    const result = (this.#last.get(key) ?? Promise.resolve()).then(() => {
      this.#open.delete(key);
      return this.#commit(key, edits);
    });
    this.#open.set(key, { edits, result });
    const end: Promise<unknown> = result
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === end) this.#last.delete(key);
      });
    this.#last.set(key, end);
    return result;
  }
}
