import type { FastifyReply } from 'fastify';

/** Whether a client still waits for its answer: less than an AbortSignal, of which ten thousand waiting agents need one each. */
export class HangUp {
  #hasHungUp = false;
  #listener: (() => void) | undefined;

  /** Also once the answer is out, when nobody listens any more. */
  constructor({ raw }: Pick<FastifyReply, 'raw'>) {
    raw.once('close', () => {
      this.#hasHungUp = true;
      this.#listener?.();
    });
  }

  get hasHungUp(): boolean {
    return this.#hasHungUp;
  }

  /** In place of the listener before. */
  listen(listener: () => void): void {
    this.#listener = listener;
  }
}
