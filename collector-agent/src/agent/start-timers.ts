import type { Assignment } from '@meshprof/contracts';
import { targetKey } from './target-key.ts';

/** Answers that differ by more than this were not only under way for longer: the start was moved. */
const MOVED_MS = 10_000;

interface Waiting {
  readonly startAtMs: number;
  readonly timer: NodeJS.Timeout;
}

export interface StartTimersOptions {
  readonly start: (assignment: Assignment) => void;
  /** A clock that nobody sets; default `performance.now`. */
  readonly steadyMs?: () => number;
}

/**
 * Sessions that begin later. How long until then is counted from the controller's answer, on a clock that nobody sets, so
 * this node's date and time do not matter; the answers that follow keep the count right.
 */
export class StartTimers {
  readonly #start: (assignment: Assignment) => void;
  readonly #steadyMs: () => number;
  readonly #waiting = new Map<string, Waiting>();

  constructor({ start, steadyMs = () => performance.now() }: StartTimersOptions) {
    this.#start = start;
    this.#steadyMs = steadyMs;
  }

  /** Again with every answer that lists it: with what it says then. */
  plan(assignment: Assignment, startInMs: number): void {
    const key = targetKey(assignment);
    const known = this.#waiting.get(key);
    const nowMs = this.#steadyMs();
    const startAtMs = bestOf(known?.startAtMs, nowMs + startInMs);
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      this.#waiting.delete(key);
      this.#start(assignment);
    }, startAtMs - nowMs);
    this.#waiting.set(key, { startAtMs, timer });
  }

  /** Forgets those that are not wanted any more. */
  keepOnly(wanted: ReadonlySet<string>): void {
    for (const [key, { timer }] of this.#waiting) {
      if (wanted.has(key)) continue;
      clearTimeout(timer);
      this.#waiting.delete(key);
    }
  }

  /** One that begins at once after all. */
  forget(key: string): void {
    clearTimeout(this.#waiting.get(key)?.timer);
    this.#waiting.delete(key);
  }
}

/** An answer can be late and never early: of two the earlier start is the better one. */
function bestOf(known: number | undefined, said: number): number {
  return known === undefined || said < known || said > known + MOVED_MS ? said : known;
}
