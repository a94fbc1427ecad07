import { backoffDelayMs } from '../retry/backoff.ts';
import { pause } from '../retry/pause.ts';

/** What is on its way to the controller: of each key the newest, in the order in which those came. */
export class KeyedQueue<T> {
  readonly #waiting = new Map<string, T>();
  readonly #maxWaiting: number;
  #wake: () => void = () => undefined;

  /** With `maxWaiting` the oldest goes when another key comes. */
  constructor({ maxWaiting = Infinity }: { readonly maxWaiting?: number } = {}) {
    this.#maxWaiting = maxWaiting;
  }

  get size(): number {
    return this.#waiting.size;
  }

  entries(): [key: string, item: T][] {
    return [...this.#waiting];
  }

  put(key: string, item: T): void {
    this.#waiting.delete(key);
    if (this.#waiting.size >= this.#maxWaiting) this.#waiting.delete(this.#waiting.keys().next().value ?? '');
    this.#waiting.set(key, item);
    this.#wake();
  }

  /** Hands over one item at a time until aborted. `take` says false of one that is to be tried again. */
  async run(take: (key: string, item: T) => Promise<boolean>, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const next = this.#waiting.entries().next().value;
      if (next === undefined) await this.#added(signal);
      else if (await take(...next)) {
        failures = 0;
        this.#forget(...next);
      } else await pause(backoffDelayMs(++failures, Math.random), signal);
    }
  }

  /** Unless a newer item of the same key has come meanwhile. */
  #forget(key: string, item: T): void {
    if (this.#waiting.get(key) === item) this.#waiting.delete(key);
  }

  #added(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done);
    });
  }
}
