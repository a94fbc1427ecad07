import type { ExperimentPhase, SlotResult, Variant } from '@meshprof/contracts';
import { type FullSpec, noiseOf } from '@meshprof/experiments';
import type { Driver, Snapshot } from '../drivers/driver.ts';
import type { GuardWatch } from '../guards/guards.ts';
import type { Journal } from '../journal/journal.ts';
import type { Abort, NewRecord, SlotKey } from '../journal/journal-records.ts';
import type { RunState } from '../journal/run-state.ts';
import type { Interrupt, RunControl } from './run-control.ts';
import { isPreciseEnough, reportOf } from './run-report.ts';
import { runSlot } from './run-slot.ts';
import type { SlotBench } from './run-tools.ts';
import type { RunWatcher } from './run-watcher.ts';
import { nextSlot, type NextSlot, planSlots, type SlotPlan, slotsLeft } from './slot-plan.ts';
import { WarmNoise } from './warm-noise.ts';

export interface SlotLoopParts {
  readonly spec: FullSpec;
  readonly journal: Journal;
  readonly control: RunControl;
  readonly watcher: RunWatcher;
  readonly append: (record: NewRecord) => void;
}

export type LoopEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'interrupted'; readonly interrupt: Interrupt }
  | { readonly kind: 'failed'; readonly abort: Abort };

interface Bench {
  readonly driver: Driver;
  readonly bench: SlotBench;
  readonly snapshot: Snapshot;
  readonly guard: GuardWatch;
}

/** Runs the slots of a phase, one after the other, in the order of the plan. */
export class SlotLoop {
  readonly #parts: SlotLoopParts;
  readonly #plan: SlotPlan;
  readonly #noise = new WarmNoise();

  constructor(parts: SlotLoopParts) {
    this.#parts = parts;
    this.#plan = planSlots(parts.spec, parts.journal.state.seed);
    parts.watcher.setSlotsLeft(() => slotsLeft(this.#plan, parts.journal.state.slots));
  }

  isFinished(phase: ExperimentPhase): boolean {
    return this.#next(phase).kind === 'finished';
  }

  async run(phase: ExperimentPhase, driver: Driver, bench: SlotBench): Promise<LoopEnd> {
    const { journal, control, watcher } = this.#parts;
    const { snapshot, activeMs } = journal.state;
    if (snapshot === undefined) throw new Error('a slot must not run before there is a snapshot to go back to');
    // Asked for first: a breach before would abort a signal that nobody holds.
    const { signal } = control;
    const guard = await bench.guard({
      elapsedBeforeMs: activeMs,
      onBreach: (breach) => control.breach(breach),
      onLook: (values) => watcher.guardsLooked(values),
    });
    this.#setBaseline(guard);
    if (phase === 'variants') {
      const aaSlots = journal.state.slots.filter((slot) => slot.phase === 'a-a');
      watcher.noiseFound(noiseOf(aaSlots, this.#parts.spec));
    }
    try {
      return await this.#loop(phase, { driver, bench, snapshot, guard }, signal);
    } finally {
      guard.stop();
    }
  }

  /** Of a slot that another process began, or that an interrupt ended. */
  voidOpenSlot(detail: string): void {
    const { openSlot, lastUnixMs } = this.#parts.journal.state;
    if (openSlot === undefined) return;
    const nothing = {
      durationMs: 0,
      requests: 0,
      failedRequests: 0,
      requestsPerSecond: 0,
      cpuNs: 0,
      cpuPerRequestUs: 0,
    };
    this.#parts.append({
      kind: 'slot-ended',
      result: {
        ...{ ...openSlot, ...nothing, startUnixMs: lastUnixMs, switches: 0, treatment: [], configHash: '' },
        void: { reason: 'interrupted', detail },
      },
    });
  }

  async #loop(phase: ExperimentPhase, bench: Bench, signal: AbortSignal): Promise<LoopEnd> {
    const { control, journal } = this.#parts;
    for (;;) {
      const { interrupt } = control;
      if (interrupt !== undefined) return { kind: 'interrupted', interrupt };
      const next = this.#next(phase);
      if (next.kind === 'finished') return { kind: 'finished' };
      if (next.kind === 'void-too-often') return tooManyVoidSlots(next.last);
      // Looks are taken between blocks only.
      const isNewBlock = phase === 'variants' && next.key.slot === 0 && next.key.attempt === 0;
      if (isNewBlock && isPreciseEnough(journal.state)) return { kind: 'finished' };
      const end = await this.#slot(next.key, bench, signal);
      if (end !== undefined) return end;
    }
  }

  async #slot(
    key: SlotKey,
    { driver, bench, snapshot, guard }: Bench,
    signal: AbortSignal
  ): Promise<LoopEnd | undefined> {
    const { spec, append, watcher, control, journal } = this.#parts;
    append({ kind: 'slot-begun', slot: key });
    watcher.slotBegins({
      ...key,
      blocks: this.#plan[key.phase].length,
      slots: this.#plan[key.phase][key.block]?.length ?? 0,
    });
    const { requestsPerSecond } = journal.state;
    const outcome = await runSlot(
      {
        ...{ driver, bench, snapshot, guard, times: spec },
        ...(spec.steadyPercent === undefined && { noise: this.#noise }),
        variant: variantOf(spec, key.variant),
        ...knownHashOf(key.variant, journal.state),
        ...(requestsPerSecond !== undefined && { requestsPerSecond }),
        onStep: (step) => {
          append({ kind: 'step', step });
          watcher.stepBegins(step);
        },
        onNote: (sentence) => watcher.note(sentence),
      },
      key,
      signal
    );
    const { interrupt } = control;
    if (interrupt !== undefined) {
      this.voidOpenSlot(
        interrupt.kind === 'abort' ? interrupt.abort.detail.slice(0, MAX_DETAIL_LENGTH) : interrupt.detail
      );
      return { kind: 'interrupted', interrupt };
    }
    if (!outcome.ok) {
      this.voidOpenSlot(outcome.detail.slice(0, MAX_DETAIL_LENGTH));
      return { kind: 'failed', abort: outcome };
    }
    append({ kind: 'slot-ended', result: outcome.value });
    watcher.slotEnded(outcome.value, reportOf(journal.state));
    this.#setBaseline(guard);
    return undefined;
  }

  #next(phase: ExperimentPhase): NextSlot {
    return nextSlot(this.#plan, phase, this.#parts.journal.state.slots);
  }

  /** All slots of the baseline so far: one alone may have been a lucky one. */
  #setBaseline(guard: GuardWatch): void {
    const { journal, spec } = this.#parts;
    const slots = journal.state.slots.filter((slot) => slot.variant === spec.baseline.name && slot.void === undefined);
    if (slots.length === 0) return;
    const requests = slots.reduce((sum, slot) => sum + slot.requests, 0);
    const failed = slots.reduce((sum, slot) => sum + slot.failedRequests, 0);
    const p99s = slots.map(({ latencyUs }) => latencyUs?.p99).filter((p99) => p99 !== undefined);
    const p99Us = p99s.toSorted((left, right) => left - right)[Math.floor(p99s.length / 2)];
    guard.setBaseline({
      failedShare: requests === 0 ? 0 : Math.min(1, failed / requests),
      ...(p99Us !== undefined && { p99Us }),
    });
  }
}

/** Of the reason of a void slot. */
const MAX_DETAIL_LENGTH = 500;

/** Of an earlier slot with this variant, void or not: what made it void does not change a configuration. */
function knownHashOf(variant: string, { slots }: RunState): { readonly knownHash?: string } {
  const known = slots.find((slot) => slot.variant === variant && slot.configHash !== '');
  return known === undefined ? {} : { knownHash: known.configHash };
}

function variantOf({ baseline, variants }: FullSpec, name: string): Variant {
  return variants.find((variant) => variant.name === name) ?? baseline;
}

function tooManyVoidSlots({ phase, block, slot, variant, void: last }: SlotResult): LoopEnd {
  const where = `Slot ${slot + 1} of block ${block + 1}${phase === 'a-a' ? ' of the A/A run' : ''} (${variant})`;
  const detail = `${where} was void three times, the last time because: ${last?.detail ?? ''}`;
  return { kind: 'failed', abort: { reason: 'too-many-void-slots', detail } };
}
