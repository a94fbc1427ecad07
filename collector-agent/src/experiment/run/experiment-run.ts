import { type ExperimentState, FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';
import { type FullSpec, withDefaults } from '@meshprof/experiments';
import type { Driver } from '../drivers/driver.ts';
import { fail, type Failure, type Outcome, succeed } from '../drivers/outcome.ts';
import type { Journal } from '../journal/journal.ts';
import type { Abort, NewRecord, Transition } from '../journal/journal-records.ts';
import type { RunState } from '../journal/run-state.ts';
import { calibrate, inspect, needsCalibration } from './preflight.ts';
import { restoreProxy, type Sleep } from './restore-proxy.ts';
import type { Interrupt, RunControl } from './run-control.ts';
import { reportOf } from './run-report.ts';
import type { RunTools, SlotBench } from './run-tools.ts';
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

/** How often a configuration that was put back may be found changed before it counts as not restored. */
const MAX_VERIFICATIONS = 3;

/**
 * Leads one experiment through its states. Each transition is in the journal before it takes effect, so a process that
 * is killed anywhere leaves what the next one needs: it calls `recover`, then `run`.
 */
export class ExperimentRun {
  readonly #parts: RunParts;
  readonly #spec: FullSpec;
  readonly #slots: SlotLoop;
  #driver: Driver | undefined;
  #bench: SlotBench | undefined;
  #verifications = 0;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { spec, seed } = parts.journal.state;
    this.#spec = withDefaults(spec, seed);
    this.#slots = new SlotLoop({ ...parts, spec: this.#spec, append: (record) => this.#append(record) });
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
      await this.#driver?.close();
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
        return this.#restore();
      case 'verifying':
        return this.#verify();
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
    const { signal } = this.#parts.control;
    const ready = await this.#makeReady(signal);
    const { interrupt } = this.#parts.control;
    if (interrupt !== undefined) return this.#interrupted(interrupt);
    if (!ready.ok) return this.#endWith(ready);
    this.#append({ kind: 'ready', ...(ready.value !== undefined && { requestsPerSecond: ready.value }) });
    return { state: 'a-a' };
  }

  /** The rate to keep, if one is kept. */
  async #makeReady(signal: AbortSignal): Promise<Outcome<number | undefined>> {
    const driver = await this.#openDriver();
    if (!driver.ok) return driver;
    const bench = await this.#openBench(driver.value);
    if (!bench.ok) return bench;
    const snapshot = this.#state.snapshot === undefined ? await driver.value.snapshot() : succeed(this.#state.snapshot);
    if (!snapshot.ok) return snapshot;
    if (this.#state.snapshot === undefined) this.#append({ kind: 'snapshot', snapshot: snapshot.value });
    if (!needsCalibration(this.#spec)) return succeed(this.#spec.load.requestsPerSecond);
    const { watcher } = this.#parts;
    return calibrate(
      {
        ...{ spec: this.#spec, driver: driver.value, bench: bench.value, snapshot: snapshot.value },
        onWrite: (variant) => {
          this.#append({ kind: 'write', variant });
          watcher.note(`finding the rate: how much ${variant} can take`);
        },
      },
      signal
    );
  }

  async #work(phase: 'a-a' | 'variants'): Promise<Transition> {
    const driver = await this.#openDriver();
    const bench = driver.ok ? await this.#openBench(driver.value) : driver;
    if (!driver.ok) return this.#endWith(driver);
    if (!bench.ok) return this.#endWith(bench);
    const end = await this.#slots.run(phase, driver.value, bench.value);
    switch (end.kind) {
      case 'finished':
        return phase === 'a-a' ? { state: 'running' } : { state: 'restoring', then: 'analysing' };
      case 'interrupted':
        return this.#interrupted(end.interrupt);
      case 'failed':
        return this.#endWith(end.abort);
    }
  }

  async #restore(): Promise<Transition> {
    const { snapshot } = this.#state;
    if (snapshot === undefined || !this.#state.isChanged) return this.#next('verifying');
    const isRestored = await restoreProxy({
      openDriver: (isRetry) => this.#openDriver(isRetry),
      snapshot,
      sleep: this.#parts.sleep,
      onAttempt: (record) => {
        this.#append({ kind: 'restored', ...record });
        if (record.detail !== undefined) this.#parts.watcher.note(`not restored yet: ${record.detail}`);
      },
    });
    return isRestored ? this.#next('verifying') : this.#restoreFailed();
  }

  /** Asks the proxy once more: what put it back is not what proves it. */
  async #verify(): Promise<Transition> {
    const { snapshot, then = 'analysing' } = this.#state;
    if (snapshot === undefined || this.#state.restored === undefined) return { state: then };
    const driver = await this.#openDriver();
    const hash = driver.ok ? await driver.value.configHash() : driver;
    if (hash.ok && hash.value === snapshot.hash) return this.#next(then);
    this.#verifications++;
    if (this.#verifications >= MAX_VERIFICATIONS) return this.#restoreFailed();
    // From here on it counts as changed again: only a restore that is proven takes that back.
    const variant = this.#spec.baseline.name;
    this.#append({ kind: 'write', variant });
    return this.#next('restoring');
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

  async #openDriver(isRetry = false): Promise<Outcome<Driver>> {
    if (isRetry) {
      await this.#driver?.close();
      this.#driver = undefined;
      this.#bench = undefined;
    }
    if (this.#driver !== undefined) return succeed(this.#driver);
    const opened = await this.#parts.tools.openDriver();
    if (opened.ok) this.#driver = opened.value;
    return opened;
  }

  async #openBench(driver: Driver): Promise<Outcome<SlotBench>> {
    if (this.#bench !== undefined) return succeed(this.#bench);
    const inspected = await inspect(this.#spec, driver, this.#parts.tools);
    if (!inspected.ok) return inspected;
    const { bench, findings } = inspected.value;
    for (const { severity, sentence, remedy } of findings) {
      if (severity !== 'info') this.#parts.watcher.note(`${sentence} ${remedy}`.trim());
    }
    this.#bench = bench;
    return succeed(bench);
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

function isRestoring(state: ExperimentState): boolean {
  return state === 'restoring' || state === 'verifying';
}

export function isFinal(state: ExperimentState): boolean {
  return (FINAL_EXPERIMENT_STATES as readonly ExperimentState[]).includes(state);
}
