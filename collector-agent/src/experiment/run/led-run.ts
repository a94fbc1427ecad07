import { setTimeout as sleep } from 'node:timers/promises';
import type { ExperimentOrder } from '@meshprof/contracts';
import { withDefaults } from '@meshprof/experiments';
import type { Logger } from '../../logs/logger.ts';
import type { Desk, DeskAnswer } from '../desk/desk.ts';
import type { Journal } from '../journal/journal.ts';
import { journalFolder } from '../journal/journal-folder.ts';
import type { RunState } from '../journal/run-state.ts';
import { ExperimentRun, type RunEnd } from './experiment-run.ts';
import { isFinal } from './final-state.ts';
import { readLocalOrder } from './local-order.ts';
import { openTools, type ToolOptions } from './open-tools.ts';
import { RunControl } from './run-control.ts';
import { RunWatcher } from './run-watcher.ts';
import type { RunTools } from './run-tools.ts';
import { StatusReporter } from './status-reporter.ts';

export interface LedRunOptions {
  readonly journal: Journal;
  readonly desk: Desk;
  readonly stateDir: string;
  readonly log: Logger;
  readonly otlpEndpoint?: string;
  readonly makeTools?: (options: ToolOptions) => RunTools;
}

/** Between two tries to tell the desk how a run ended. */
const TELL_AGAIN_MS = 2_000;

/** One run with all that belongs to it: its orders, its tools, and its reports to the desk. */
export class LedRun {
  readonly #journal: Journal;
  readonly #control: RunControl;
  readonly #reporter: StatusReporter;
  readonly #run: ExperimentRun;
  #isLeaving = false;

  constructor({ journal, desk, stateDir, log, otlpEndpoint, makeTools = openTools }: LedRunOptions) {
    const { experimentId, spec, seed } = journal.state;
    const full = withDefaults(spec, seed);
    const child = log.child({ experimentId });
    this.#journal = journal;
    this.#control = new RunControl({
      deadManMs: full.guards.deadManMs,
      lastHeardMs: () => desk.lastHeardMs(),
      localOrder: () => readLocalOrder(stateDir, experimentId),
    });
    const watcher = new RunWatcher({
      spec: full,
      onChange: (report) => {
        this.#reporter.setReport(report);
        this.#reporter.tell();
      },
      onNote: (sentence) => {
        if (desk.note === undefined) child.warn(sentence);
        else desk.note(experimentId, sentence);
      },
    });
    this.#reporter = new StatusReporter({
      desk,
      state: () => journal.state,
      progress: () => watcher.progress,
      onAnswer: (answer) => this.#hear(answer),
    });
    const tools = makeTools({
      ...{ experimentId, spec: full, journalFolder: journalFolder(stateDir, experimentId) },
      ...(otlpEndpoint !== undefined && { otlpEndpoint }),
      onNote: (sentence) => watcher.note(sentence),
    });
    this.#run = new ExperimentRun({
      ...{ journal, tools, watcher, control: this.#control },
      sleep: (ms) => sleep(ms),
    });
  }

  get state(): RunState {
    return this.#journal.state;
  }

  hear(order: ExperimentOrder): void {
    this.#control.hear(order);
  }

  leave(detail: string): void {
    this.#isLeaving = true;
    this.#control.leave(detail);
  }

  /** What an earlier process left is put back. Needs nobody's order. */
  recover(): Promise<void> {
    return this.#run.recover();
  }

  /** Until it ended and the desk knows, or this process is to end. */
  async lead(): Promise<RunEnd> {
    try {
      const end = await this.#run.run();
      await this.#tellEnd();
      return end;
    } finally {
      this.#control.close();
      this.#reporter.close();
      this.#journal.close();
    }
  }

  async #tellEnd(): Promise<void> {
    while (!(await this.#reporter.flush()) && !this.#isLeaving) await sleep(TELL_AGAIN_MS, undefined, { ref: false });
  }

  #hear(answer: DeskAnswer): void {
    if (answer.kind === 'silence') return;
    if (isFinal(this.state.state)) return;
    this.#control.hear(answer.kind === 'order' ? answer.order : 'abort');
  }
}
