import type {
  ExperimentNoise,
  ExperimentProgress,
  ExperimentReport,
  GuardValues,
  SlotResult,
  SlotStep,
} from '@meshprof/contracts';
import type { FullSpec } from '@meshprof/experiments';
import type { SlotKey } from '../journal/journal-records.ts';
import { TimeLeft } from './time-left.ts';

export interface RunningSlot extends SlotKey {
  readonly blocks: number;
  /** Of its block. */
  readonly slots: number;
}

export interface WatcherOptions {
  readonly spec: FullSpec;
  /** The journal has another line, or the progress another step. */
  readonly onChange: (report: ExperimentReport | undefined) => void;
  /** A sentence for who watches or reads the log. */
  readonly onNote: (sentence: string) => void;
}

/** What somebody who watches a run sees between the journal's lines: where it is, and how long it will take. */
export class RunWatcher {
  readonly #options: WatcherOptions;
  readonly #timeLeft: TimeLeft;
  #slotsLeft: () => number = () => 0;
  #slot: RunningSlot | undefined;
  #step: SlotStep = 'apply';
  #report: ExperimentReport | undefined;
  #guards: GuardValues | undefined;
  #noise: ExperimentNoise | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#timeLeft = new TimeLeft(options.spec);
  }

  setSlotsLeft(slotsLeft: () => number): void {
    this.#slotsLeft = slotsLeft;
  }

  /** Undefined before the first slot of this process. */
  get progress(): ExperimentProgress | undefined {
    if (this.#slot === undefined) return undefined;
    const { phase, block, blocks, slot, slots, variant } = this.#slot;
    const leftMs = this.#timeLeft.leftMs(this.#slotsLeft());
    const guards = this.#guards;
    return {
      ...{ phase, block, blocks, slot, slots, variant, step: this.#step, leftMs },
      ...(guards !== undefined && { guards }),
      ...(this.#noise !== undefined && { noise: this.#noise }),
    };
  }

  slotBegins(slot: RunningSlot): void {
    this.#slot = slot;
    this.#step = 'apply';
    this.#timeLeft.slotBegins();
  }

  stepBegins(step: SlotStep): void {
    this.#step = step;
    this.changed();
  }

  slotEnded(result: SlotResult, report: ExperimentReport | undefined): void {
    this.#timeLeft.slotEnded();
    this.#report = report;
    if (result.void !== undefined) this.note(`${result.variant}: void (${result.void.reason}): ${result.void.detail}`);
    this.changed();
  }

  /** Told with the next report: they look more often than anybody can read. */
  guardsLooked(values: GuardValues): void {
    this.#guards = values;
  }

  /** Of the A/A run that is over. */
  noiseFound(noise: ExperimentNoise): void {
    this.#noise = noise;
    const { sdPercent, detectablePercent } = noise;
    if (sdPercent === null) return;
    const found =
      detectablePercent === null
        ? 'the plan has too few blocks to find any effect with confidence'
        : `effects from ${detectablePercent.toFixed(1)} % on are found with 80 % power`;
    this.note(`A/A run: equal measurements differ by ${sdPercent.toFixed(1)} % here, so ${found}`);
  }

  changed(): void {
    this.#options.onChange(this.#report);
  }

  note(sentence: string): void {
    this.#options.onNote(sentence);
  }
}
