import type { ExperimentState } from '@meshprof/contracts';
import { type FullSpec, withDefaults } from '@meshprof/experiments';
import { fail, type Failure } from '../drivers/outcome.ts';
import type { Journal } from '../journal/journal.ts';
import type { Abort, NewRecord, Transition } from '../journal/journal-records.ts';
import type { RunState } from '../journal/run-state.ts';
import { isFinal } from './final-state.ts';
import { makeReady } from './make-ready.ts';
import { isRestoring, PutBack, type PutBackStep } from './put-back.ts';
import type { Sleep } from './restore-proxy.ts';
import type { Interrupt, RunControl } from './run-control.ts';
import { RunEquipment } from './run-equipment.ts';
import { reportOf } from './run-report.ts';
import type { RunTools } from './run-tools.ts';
import type { RunWatcher } from './run-watcher.ts';
import { SlotLoop } from './slot-loop.ts';

export interface RunParts {
  readonly journal: Journal;
  readonly tools: RunTools;
  readonly control: RunControl;
  readonly watcher: RunWatcher;
  readonly sleep: Sleep;
}

/** `left`: the proxy is as before, and another process may go on. */
export type RunEnd = 'ended' | 'left';

/**
 * Leads one experiment through its states. Each transition is in the journal before it takes effect, so a process that
 * is killed anywhere leaves what the next one needs: it calls `recover`, then `run`.
 */
export class ExperimentRun {
  readonly #parts: RunParts;
  readonly #spec: FullSpec;
  readonly #slots: SlotLoop;
  readonly #equipment: RunEquipment;
  readonly #putBack: PutBack;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { spec, seed } = parts.journal.state;
    this.#spec = withDefaults(spec, seed);
    const append = (record: NewRecord) => this.#append(record);
    const onNote = (sentence: string) => parts.watcher.note(sentence);
    this.#slots = new SlotLoop({ ...parts, spec: this.#spec, append });
    this.#equipment = new RunEquipment({ spec: this.#spec, tools: parts.tools, onNote });
    this.#putBack = new PutBack({
      ...{ append, onNote, equipment: this.#equipment, sleep: parts.sleep },
      state: () => this.#state,
      baseline: this.#spec.baseline.name,
    });
  }

  get #state(): RunState {
    return this.#parts.journal.state;
  }

  /** Puts the proxy back where an earlier process of this run may have left it changed. Asks nobody. */
  async recover(): Promise<void> {
    this.#append({ kind: 'opened', pid: process.pid });
    this.#slots.voidOpenSlot('The experiment agent ended in the middle of the slot.');
    if (this.#state.isChanged && !isRestoring(this.#state.state)) {
      this.#transition({ state: 'restoring', then: this.#stateAfterRecovery() });
    }
    while (isRestoring(this.#state.state)) this.#transition(await this.#handle(this.#state.state));
  }

  async run(): Promise<RunEnd> {
    try {
      while (!isFinal(this.#state.state)) {
        const { interrupt } = this.#parts.control;
        const { state, isChanged } = this.#state;
        if (interrupt?.kind === 'leave' && !isChanged && !isRestoring(state)) return 'left';
        this.#transition(await this.#handle(this.#state.state));
      }
      return 'ended';
    } finally {
      await this.#equipment.close();
    }
  }

  #handle(state: ExperimentState): Promise<Transition> | Transition {
    switch (state) {
      case 'preflight':
        return this.#preflight();
      case 'a-a':
        return this.#work('a-a');
      case 'running':
        return this.#work('variants');
      case 'restoring':
        return this.#putBack.restore().then((step) => this.#after(step));
      case 'verifying':
        return this.#putBack.verify().then((step) => this.#after(step));
      case 'analysing':
        return this.#analyse();
      case 'draft':
      case 'approved':
      case 'paused':
        return this.#hold();
      case 'done':
      case 'inconclusive':
      case 'aborted':
      case 'restore-failed':
        throw new Error(`nothing comes after ${state}`);
    }
  }

  /** Nothing happens until somebody wants it to. */
  async #hold(): Promise<Transition> {
    const interrupt = await this.#parts.control.untilWanted();
    if (interrupt === undefined) return { state: this.#workState() };
    // A run that leaves stays what it is: `run` sees the interrupt.
    if (interrupt.kind === 'abort') return this.#endWith(interrupt.abort);
    return { state: this.#state.state, detail: interrupt.detail };
  }

  async #preflight(): Promise<Transition> {
    const { control, watcher } = this.#parts;
    const ready = await makeReady(
      {
        ...{ spec: this.#spec, equipment: this.#equipment, state: () => this.#state },
        append: (record) => this.#append(record),
        onNote: (sentence) => watcher.note(sentence),
      },
      control.signal
    );
    const { interrupt } = control;
    if (interrupt !== undefined) return this.#interrupted(interrupt);
    if (!ready.ok) return this.#endWith(ready);
    this.#append({ kind: 'ready', ...(ready.value !== undefined && { requestsPerSecond: ready.value }) });
    return { state: 'a-a' };
  }

  async #work(phase: 'a-a' | 'variants'): Promise<Transition> {
    const opened = await this.#equipment.driverAndBench();
    if (!opened.ok) return this.#endWith(opened);
    const end = await this.#slots.run(phase, opened.value.driver, opened.value.bench);
    switch (end.kind) {
      case 'finished':
        return phase === 'a-a' ? { state: 'running' } : { state: 'restoring', then: 'analysing' };
      case 'interrupted':
        return this.#interrupted(end.interrupt);
      case 'failed':
        return this.#endWith(end.abort);
    }
  }

  #after(step: PutBackStep): Transition {
    switch (step) {
      case 'verify':
        return this.#next('verifying');
      case 'restore-again':
        return this.#next('restoring');
      case 'proven':
        return this.#next(this.#state.then ?? 'analysing');
      case 'failed':
        return this.#restoreFailed();
    }
  }

  #analyse(): Transition {
    const { abort } = this.#state;
    const report = this.#appendReport();
    if (abort !== undefined) return { state: 'aborted' };
    const verdicts = report?.variants.filter(({ baseline }) => !baseline).map(({ verdict }) => verdict) ?? [];
    return { state: verdicts.some((verdict) => verdict !== 'inconclusive') ? 'done' : 'inconclusive' };
  }

  #restoreFailed(): Transition {
    const { detail = 'The configuration of before is not proven to be back.' } = this.#state.restored ?? {};
    this.#appendReport();
    return { state: 'restore-failed', detail };
  }

  #appendReport() {
    const report = reportOf(this.#state);
    if (report !== undefined) this.#append({ kind: 'report', report });
    return report;
  }

  #interrupted(interrupt: Interrupt): Transition {
    if (interrupt.kind === 'abort') return this.#endWith(interrupt.abort);
    const then = interrupt.kind === 'leave' ? this.#workState() : 'paused';
    return { state: 'restoring', then, detail: interrupt.detail };
  }

  #endWith({ reason, detail }: Abort | Failure): Transition {
    return { state: 'restoring', then: 'analysing', abort: { reason, detail: detail.slice(0, MAX_DETAIL_LENGTH) } };
  }

  /** Keeps what comes after the restore, and why. */
  #next(state: ExperimentState): Transition {
    const { then, detail } = this.#state;
    return {
      state,
      ...(then !== undefined && isRestoring(state) && { then }),
      ...(detail !== undefined && { detail }),
    };
  }

  #workState(): ExperimentState {
    if (!this.#state.isReady) return 'preflight';
    return this.#slots.isFinished('a-a') ? 'running' : 'a-a';
  }

  #stateAfterRecovery(): ExperimentState {
    const { state } = this.#state;
    if (isFinal(state)) return 'restore-failed';
    return state === 'paused' ? state : this.#workState();
  }

  #transition(transition: Transition): void {
    this.#append({ kind: 'state', ...transition });
  }

  #append(record: NewRecord): void {
    const appended = this.#parts.journal.append(record);
    if (appended.kind === 'disk-full') this.#parts.control.breach(fail('disk-full', appended.detail));
    this.#parts.watcher.changed();
  }
}

/** Of the journal's records. */
const MAX_DETAIL_LENGTH = 2_000;
