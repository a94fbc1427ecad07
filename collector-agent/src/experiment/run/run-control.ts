import type { ExperimentOrder } from '@meshprof/contracts';
import type { Abort } from '../journal/journal-records.ts';

/** Why a run must leave what it is doing. Each puts the proxy back first. */
export type Interrupt =
  | { readonly kind: 'abort'; readonly abort: Abort }
  /** This process is to end; another may go on. */
  | { readonly kind: 'leave'; readonly detail: string }
  /** Nobody is heard of who could stop the run: it must not go on unwatched. */
  | { readonly kind: 'silence'; readonly detail: string }
  | { readonly kind: 'pause'; readonly detail: string };

export interface ControlOptions {
  readonly deadManMs: number;
  /** `performance.now()` of the last time that the desk was heard. */
  readonly lastHeardMs: () => number;
  /** What somebody on this machine wants (`meshprof experiment abort ID`); the stricter of it and the desk's counts. */
  readonly localOrder?: () => ExperimentOrder;
  readonly now?: () => number;
}

const TICK_MS = 250;
const STRICTNESS: Readonly<Record<ExperimentOrder, number>> = { run: 0, pause: 1, abort: 2 };

/** Brings together all that can stop a run: orders, silence, guards and the end of this process. */
export class RunControl {
  readonly #options: ControlOptions;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #order: ExperimentOrder | undefined;
  #abort: Abort | undefined;
  #leave: string | undefined;
  #stretch = new AbortController();
  #listeners: (() => void)[] = [];

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#timer = setInterval(() => this.#check(), TICK_MS);
    this.#timer.unref();
  }

  /** The desk's order. Until the first, the run does not begin. */
  hear(order: ExperimentOrder): void {
    this.#order = order;
    this.#check();
  }

  /** A guard's breach, or a failure that ends the run: it holds for good. */
  breach(abort: Abort): void {
    this.#abort ??= abort;
    this.#check();
  }

  leave(detail: string): void {
    this.#leave ??= detail;
    this.#check();
  }

  /** The strictest that holds now. */
  get interrupt(): Interrupt | undefined {
    if (this.#abort !== undefined) return { kind: 'abort', abort: this.#abort };
    const order = this.#effectiveOrder;
    if (order === 'abort') return { kind: 'abort', abort: { reason: 'asked-for', detail: 'Somebody aborted it.' } };
    if (this.#leave !== undefined) return { kind: 'leave', detail: this.#leave };
    const silentMs = this.#now() - this.#options.lastHeardMs();
    if (silentMs > this.#options.deadManMs) {
      return {
        kind: 'silence',
        detail: `Nothing was heard for ${Math.round(silentMs / 1000)} s of who leads the run.`,
      };
    }
    if (order === 'pause') return { kind: 'pause', detail: 'Somebody paused it.' };
    return undefined;
  }

  /** Aborted as soon as there is an interrupt. Ask for a new one for each stretch of work. */
  get signal(): AbortSignal {
    if (this.#stretch.signal.aborted && this.interrupt === undefined) this.#stretch = new AbortController();
    this.#check();
    return this.#stretch.signal;
  }

  /** Resolves once the run may go on (undefined), or has to end or to leave. */
  async untilWanted(): Promise<Interrupt | undefined> {
    for (;;) {
      const { interrupt } = this;
      const isHeld = interrupt?.kind === 'pause' || interrupt?.kind === 'silence';
      if (!isHeld && (interrupt !== undefined || this.#order !== undefined)) return interrupt;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  get #effectiveOrder(): ExperimentOrder | undefined {
    const local = this.#options.localOrder?.() ?? 'run';
    if (this.#order === undefined) return local === 'run' ? undefined : local;
    return STRICTNESS[local] > STRICTNESS[this.#order] ? local : this.#order;
  }

  #check(): void {
    const waiting = this.#listeners;
    this.#listeners = [];
    for (const listener of waiting) listener();
    const { interrupt } = this;
    if (interrupt !== undefined && !this.#stretch.signal.aborted) this.#stretch.abort(interrupt);
  }
}
