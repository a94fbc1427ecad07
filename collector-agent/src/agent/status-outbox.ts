import { FINAL_TARGET_STATES, type StatusReport, type StatusResponse } from '@meshprof/contracts';
import type { Logger } from '../logs/logger.ts';
import type { CallResult } from './http-json.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { StateFiles } from './state-files.ts';
import { targetKey } from './target-key.ts';

export interface OutboxOptions {
  readonly send: (report: StatusReport, signal: AbortSignal) => Promise<CallResult<StatusResponse>>;
  readonly state: Pick<StateFiles, 'readPendingReports' | 'writePendingReports'>;
  /** The controller wants this session ended. */
  readonly onStop: (key: string) => void;
  readonly onResult: (result: CallResult<unknown>) => void;
  readonly logger: Logger;
}

const FORGET_WITHIN_MS = 1_000;

/**
 * Status reports on their way to the controller. Of each target only the newest waits: counters and states only move
 * on. A final report stays, on disk too, until the controller has taken it.
 */
export class StatusOutbox {
  readonly #options: OutboxOptions;
  readonly #waiting = new KeyedQueue<StatusReport>();
  #willSave = false;
  #savingLater: NodeJS.Timeout | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    for (const report of options.state.readPendingReports()) this.#waiting.put(targetKey(report), report);
  }

  /** Targets whose final report the controller has not taken yet: their sessions must not start again. */
  get unacknowledged(): ReadonlySet<string> {
    return new Set(
      this.#waiting
        .entries()
        .filter(([, report]) => isFinal(report))
        .map(([key]) => key)
    );
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  report(report: StatusReport): void {
    this.#waiting.put(targetKey(report), report);
    if (isFinal(report)) this.#saveSoon();
  }

  /** Sends until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#waiting.run((key, report) => this.#sendOne(key, report, signal), signal);
    if (this.#savingLater !== undefined) this.#save();
  }

  /** False if it is to be tried again. */
  async #sendOne(key: string, report: StatusReport, signal: AbortSignal): Promise<boolean> {
    const result = await this.#options.send(report, signal);
    this.#options.onResult(result);
    if (result.kind === 'unavailable' || result.kind === 'unauthorized') return false;
    if (result.kind === 'refused') {
      this.#options.logger.warn({ key, state: report.state, detail: result.detail }, 'the controller refused a report');
    }
    if (isFinal(report)) this.#saveLater();
    if (result.kind === 'ok' && result.value.stop) this.#options.onStop(key);
    return true;
  }

  /** Once for all reports of this turn: a list of thousands that are refused must not write thousands of files. */
  #saveSoon(): void {
    if (this.#willSave) return;
    this.#willSave = true;
    queueMicrotask(() => {
      this.#willSave = false;
      this.#save();
    });
  }

  /** What a restart in between loses is that a report was taken: it is sent once more. */
  #saveLater(): void {
    this.#savingLater ??= setTimeout(() => this.#save(), FORGET_WITHIN_MS).unref();
  }

  #save(): void {
    clearTimeout(this.#savingLater);
    this.#savingLater = undefined;
    try {
      this.#options.state.writePendingReports(
        this.#waiting
          .entries()
          .map(([, report]) => report)
          .filter(isFinal)
      );
    } catch (error) {
      this.#options.logger.error({ err: error }, 'final reports cannot be kept on disk; a restart would lose them');
    }
  }
}

function isFinal({ state }: StatusReport): boolean {
  return (FINAL_TARGET_STATES as readonly string[]).includes(state);
}
