import type { CallResult } from './http-json.ts';
import { KeyedQueue } from './keyed-queue.ts';

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
  readonly #waiting = new KeyedQueue<Waiting<T>>({ maxWaiting: MAX_WAITING });

  constructor(options: KeyedSenderOptions<T>) {
    this.#options = options;
  }

  add(key: string, news: T): void {
    this.#waiting.put(key, { news, sinceMs: performance.now() });
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#waiting.run((_key, waiting) => this.#sendOne(waiting, signal), signal);
  }

  /** False if it is to be tried again. */
  async #sendOne({ news, sinceMs }: Waiting<T>, signal: AbortSignal): Promise<boolean> {
    const { send, onResult, onRefused, maxAgeMs } = this.#options;
    const waitedMs = performance.now() - sinceMs;
    if (waitedMs > maxAgeMs) return true;
    const result = await send(news, Math.round(waitedMs), signal);
    onResult(result);
    if (result.kind === 'unavailable' || result.kind === 'unauthorized') return false;
    if (result.kind === 'refused') onRefused(news, result.detail);
    return true;
  }
}
