import { backoffDelayMs } from '../export/backoff.ts';
import type { CallResult } from './http-json.ts';
import { pause } from './pause.ts';

export interface KeyedSenderOptions<T> {
  /** `waitedMs`: how long the news has been waiting. */
  readonly send: (news: T, waitedMs: number, signal: AbortSignal) => Promise<CallResult<unknown>>;
  readonly onResult: (result: CallResult<unknown>) => void;
  /** News that waited longer are no news any more. */
  readonly maxAgeMs: number;
  readonly onRefused: (news: T, detail: string) => void;
}

interface Waiting<T> {
  readonly news: T;
  readonly sinceMs: number;
}

/** News of one key replaces what waits of it; beyond this the oldest goes. */
const MAX_WAITING = 256;

/** Small reports on their way to the controller, one at a time, until each is taken. In memory only. */
export class KeyedSender<T> {
  readonly #options: KeyedSenderOptions<T>;
  readonly #waiting = new Map<string, Waiting<T>>();
  #wake: () => void = () => undefined;

  constructor(options: KeyedSenderOptions<T>) {
    this.#options = options;
  }

  add(key: string, news: T): void {
    this.#waiting.delete(key);
    if (this.#waiting.size >= MAX_WAITING) this.#waiting.delete(this.#waiting.keys().next().value ?? '');
    this.#waiting.set(key, { news, sinceMs: performance.now() });
    this.#wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const next = this.#waiting.entries().next().value;
      if (next === undefined) await this.#added(signal);
      else if (await this.#sendOne(next[0], next[1], signal)) failures = 0;
      else await pause(backoffDelayMs(++failures, Math.random), signal);
    }
  }

  /** False if it is to be tried again. */
  async #sendOne(key: string, waiting: Waiting<T>, signal: AbortSignal): Promise<boolean> {
    const { send, onResult, onRefused, maxAgeMs } = this.#options;
    const waitedMs = performance.now() - waiting.sinceMs;
    if (waitedMs <= maxAgeMs) {
      const result = await send(waiting.news, Math.round(waitedMs), signal);
      onResult(result);
      if (result.kind === 'unavailable' || result.kind === 'unauthorized') return false;
      if (result.kind === 'refused') onRefused(waiting.news, result.detail);
    }
    if (this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    return true;
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
