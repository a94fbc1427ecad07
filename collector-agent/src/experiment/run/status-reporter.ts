import type { ExperimentProgress, ExperimentReport, ExperimentStatus, SlotResult } from '@meshprof/contracts';
import type { Desk, DeskAnswer } from '../desk/desk.ts';
import type { RunState } from '../journal/run-state.ts';

const REPORT_EVERY_MS = 5_000;
/** Of ExperimentStatusSchema. */
const MAX_SLOTS = 64;
const MAX_DETAIL_LENGTH = 2_000;
/** Reports between two lines of a journal: at one each five seconds, months of a pause. */
const SEQUENCE_STEP = 1_000_000;

export interface ReporterOptions {
  readonly desk: Pick<Desk, 'report'>;
  readonly state: () => RunState;
  /** Asked for with each report: its time left goes down between transitions. */
  readonly progress: () => ExperimentProgress | undefined;
  readonly onAnswer: (answer: DeskAnswer) => void;
}

/**
 * Tells the desk how a run stands: at once when something happened, and every five seconds. One report is under way at a
 * time; slots are sent until an answer acknowledges them.
 */
export class StatusReporter {
  readonly #options: ReporterOptions;
  readonly #timer: NodeJS.Timeout;
  #acknowledgedSlots = 0;
  #report: ExperimentReport | undefined;
  #sequence = 0;
  #isDue = false;
  #sending: Promise<void> | undefined;
  #toldRecords = -1;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.tell(), REPORT_EVERY_MS);
    this.#timer.unref();
  }

  /** With the present estimates; the last ones are sent again until they are acknowledged. */
  setReport(report: ExperimentReport | undefined): void {
    this.#report = report;
  }

  tell(): void {
    this.#isDue = true;
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
  }

  /** Whether the other side has acknowledged everything that the journal says. */
  get isTold(): boolean {
    return this.#toldRecords === this.#options.state().records;
  }

  /** Resolves when everything is acknowledged, or what is being sent is answered or lost. */
  async flush(): Promise<boolean> {
    this.tell();
    await this.#sending;
    return this.isTold;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #send(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      const state = this.#options.state();
      const slots = state.slots.slice(this.#acknowledgedSlots, this.#acknowledgedSlots + MAX_SLOTS);
      const answer = await this.#options.desk.report(state.experimentId, this.#status(state, slots));
      this.#options.onAnswer(answer);
      // The timer sends it again.
      if (answer.kind === 'silence') return;
      this.#acknowledgedSlots += slots.length;
      this.#toldRecords = state.records;
      if (this.#acknowledgedSlots < this.#options.state().slots.length) this.#isDue = true;
    }
  }

  #status(state: RunState, slots: readonly SlotResult[]): ExperimentStatus {
    const progress = this.#options.progress();
    const report = state.report ?? this.#report;
    const detail = state.abort?.detail ?? state.detail;
    return {
      sequence: state.records * SEQUENCE_STEP + this.#sequence++,
      state: state.state,
      ...(progress !== undefined && { progress }),
      slots: [...slots],
      ...(report !== undefined && { report }),
      ...(state.abort !== undefined && { abortReason: state.abort.reason }),
      ...(detail !== undefined && { detail: detail.slice(0, MAX_DETAIL_LENGTH) }),
    };
  }
}
