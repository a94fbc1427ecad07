import type { ProxySettings } from '@meshprof/contracts';
import { pause } from '../retry/pause.ts';

/** How long a session that is shorter than the reading of its target's settings waits for them: on a loaded machine. */
const TIMEOUT_MS = 30_000;

/** Settings of a target, which are read while its session runs. */
export class AwaitedSettings {
  #latest: ProxySettings | undefined;
  readonly #read: Promise<void>;

  /** `reading` never rejects. */
  constructor(reading: Promise<ProxySettings | undefined>) {
    this.#read = reading.then((settings) => {
      this.#latest = settings;
    });
  }

  get latest(): ProxySettings | undefined {
    return this.#latest;
  }

  async wait(signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    await Promise.race([this.#read, pause(TIMEOUT_MS, AbortSignal.any([signal, done.signal]))]);
    done.abort();
  }
}
