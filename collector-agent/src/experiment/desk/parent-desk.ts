import type { ExperimentAssignment, ExperimentStatus } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import type { Desk, DeskAnswer } from './desk.ts';
import { type ChildMessage, type ParentMessage, ParentMessageSchema } from './parent-messages.ts';

/** The part of `process` that a child with a channel has. */
export interface Channel {
  readonly send?: (message: ChildMessage, callback: (error: Error | null) => void) => boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  readonly connected: boolean;
}

/** A parent that is stopped (SIGSTOP) answers nothing and keeps its channel. */
const ANSWER_WITHIN_MS = 10_000;

/** The command line that started this process. It is gone for good when its end of the channel closes. */
export class ParentDesk implements Desk {
  readonly kind = 'parent';
  readonly #channel: Channel;
  readonly #waiting = new Map<number, (answer: DeskAnswer) => void>();
  #onAssignments: ((assignments: readonly ExperimentAssignment[]) => void) | undefined;
  #goneListeners: (() => void)[] = [];
  #isGone = false;
  #number = 0;
  #lastHeardMs = performance.now();

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.on('message', (message) => this.#hear(message));
    channel.on('disconnect', () => this.#lose());
    if (!channel.connected) this.#lose();
  }

  listen(onAssignments: (assignments: readonly ExperimentAssignment[]) => void): void {
    this.#onAssignments = onAssignments;
  }

  report(_experimentId: string, status: ExperimentStatus): Promise<DeskAnswer> {
    if (this.#isGone) return Promise.resolve(SILENCE);
    const number = this.#number++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#answer(number, SILENCE), ANSWER_WITHIN_MS);
      this.#waiting.set(number, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#send({ kind: 'status', number, status });
    });
  }

  note(_experimentId: string, sentence: string): void {
    this.#send({ kind: 'note', sentence });
  }

  refuse(detail: string): void {
    this.#send({ kind: 'refused', detail });
  }

  lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  onGone(listener: () => void): void {
    if (this.#isGone) listener();
    else this.#goneListeners.push(listener);
  }

  close(): Promise<void> {
    this.#onAssignments = undefined;
    return Promise.resolve();
  }

  #send(message: ChildMessage): void {
    // An error means that the channel closed, which has its own event.
    if (!this.#isGone) this.#channel.send?.(message, () => undefined);
  }

  #hear(message: unknown): void {
    if (!Value.Check(ParentMessageSchema, message)) return;
    this.#lastHeardMs = performance.now();
    this.#obey(message);
  }

  #obey(message: ParentMessage): void {
    if (message.kind === 'assignment') this.#onAssignments?.([message.assignment]);
    else this.#answer(message.number, { kind: 'order', order: message.order });
  }

  #answer(number: number, answer: DeskAnswer): void {
    this.#waiting.get(number)?.(answer);
    this.#waiting.delete(number);
  }

  #lose(): void {
    this.#isGone = true;
    for (const number of [...this.#waiting.keys()]) this.#answer(number, SILENCE);
    for (const listener of this.#goneListeners.splice(0)) listener();
  }
}

const SILENCE: DeskAnswer = { kind: 'silence', detail: 'The command that led the run does not answer.' };
