import type { Logger } from '../logs/logger.ts';
import type { CallResult } from './http-json.ts';

/** Says once that the controller is away and once that it is back, however many calls fail in between. */
export class ConnectionLog {
  readonly #logger: Logger;
  #problem: string | undefined;
  #connected = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get connected(): boolean {
    return this.#connected;
  }

  note(result: CallResult<unknown>): void {
    if (result.kind === 'ok') {
      if (!this.#connected) this.#logger.info('connected to the controller');
      this.#connected = true;
      this.#problem = undefined;
      return;
    }
    // A refusal answers one request; it says nothing about the connection.
    if (result.kind === 'refused') return;
    this.#connected = false;
    if (this.#problem === result.detail) return;
    this.#problem = result.detail;
    const isRefusal = result.kind === 'unauthorized';
    const what = isRefusal
      ? 'the controller does not admit this agent'
      : 'the controller cannot be reached; trying again';
    this.#logger.warn({ detail: result.detail }, what);
  }
}
