import type { Failure } from '../../drivers/outcome.ts';
import type { ProxyView } from './proxy-view.ts';

/** A proxy that cannot be reached: its workload's Telemetry must be put back all the same, for its other pods. */
export class AbsentProxyView implements ProxyView {
  readonly #why: Failure;

  constructor(why: Failure) {
    this.#why = why;
  }

  serverInfo() {
    return Promise.resolve(this.#why);
  }

  listeners() {
    return Promise.resolve(this.#why);
  }

  clusters() {
    return Promise.resolve(this.#why);
  }

  counters() {
    return Promise.resolve(this.#why);
  }
}
