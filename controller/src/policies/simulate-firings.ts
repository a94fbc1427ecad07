import type { PreviewedFiring, Selector } from '@meshprof/contracts';
import type { Stretch } from '@meshprof/contracts/threshold-stretches';
import type { CompleteTrigger } from './complete-rule.ts';
import { decideFiring } from './firing-decision.ts';

/** A process or series with the times in which it was beyond its threshold. */
export interface PastSubject {
  readonly subject: string;
  readonly what: string;
  readonly selector: Selector | { readonly refusal: string };
  readonly stretches: readonly Stretch[];
}

export interface Simulation {
  readonly firings: PreviewedFiring[];
  /** Undefined if all of the past was looked at, else until when. */
  readonly cutAtMs?: number;
}

/** Looks beyond a threshold that a preview follows: a thousand series of a hundred. */
const MAX_LOOKS = 100_000;

/**
 * What a trigger would have done: the same decisions as on live crossings, with tasks that last as long as they are
 * asked to. A condition that goes on is looked at every `lookEveryMs`, as it is live.
 */
export function simulateFirings(
  subjects: readonly PastSubject[],
  rule: CompleteTrigger,
  lookEveryMs: number
): Simulation {
  const looks = looksInOrder(subjects, lookEveryMs);
  const past = new SimulatedTasks(rule);
  const firings = looks.slice(0, MAX_LOOKS).flatMap((look) => past.take(look) ?? []);
  const cut = looks[MAX_LOOKS];
  return { firings, ...(cut !== undefined && { cutAtMs: cut.atMs }) };
}

interface PastLook {
  readonly past: PastSubject;
  readonly atMs: number;
  readonly extreme: number;
}

class SimulatedTasks {
  readonly #rule: CompleteTrigger;
  readonly #lastStartMs = new Map<string, number>();
  /** Starts of the tasks that run. */
  #running: number[] = [];
  readonly #lastRefusal = new Map<string, string>();

  constructor(rule: CompleteTrigger) {
    this.#rule = rule;
  }

  /** Undefined for the same refusal as before: that is one firing with repeats. */
  take({ past, atMs, extreme }: PastLook): PreviewedFiring | undefined {
    const refusal = 'refusal' in past.selector ? past.selector.refusal : undefined;
    const outcome = refusal === undefined ? this.#decide(past.subject, atMs) : 'refused';
    if (outcome === 'starting') {
      this.#lastStartMs.set(past.subject, atMs);
      this.#running.push(atMs);
      this.#lastRefusal.delete(past.subject);
    } else {
      if (this.#lastRefusal.get(past.subject) === outcome) return undefined;
      this.#lastRefusal.set(past.subject, outcome);
    }
    return {
      at: new Date(atMs).toISOString(),
      what: past.what,
      measured: extreme,
      outcome: outcome === 'starting' ? 'started' : outcome,
      ...(refusal === undefined ? { selector: past.selector as Selector } : { detail: refusal }),
    };
  }

  #decide(subject: string, nowMs: number) {
    const { durationMs } = this.#rule.task;
    this.#running = this.#running.filter((startMs) => startMs + durationMs > nowMs);
    const lastStartMs = this.#lastStartMs.get(subject);
    const lastRuns = lastStartMs !== undefined && lastStartMs + durationMs > nowMs;
    return decideFiring({ nowMs, lastStartMs, lastRuns, tasksNow: this.#running.length }, this.#rule);
  }
}

function looksInOrder(subjects: readonly PastSubject[], lookEveryMs: number): PastLook[] {
  const looks = subjects.flatMap((past) =>
    past.stretches.flatMap(({ fromMs, untilMs, extreme }) => {
      const count = Math.floor((untilMs - fromMs) / lookEveryMs) + 1;
      return Array.from({ length: count }, (_, index) => ({ past, atMs: fromMs + index * lookEveryMs, extreme }));
    })
  );
  return looks.sort((a, b) => a.atMs - b.atMs);
}
