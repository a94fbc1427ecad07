import {
  EXPERIMENT_DEFAULTS,
  type ExperimentAssignment,
  type ExperimentStatus,
  LONG_POLL_MAX_MS,
} from '@meshprof/contracts';
import type { ControllerLink } from '../../agent/controller-link.ts';
import type { CallResult } from '../../agent/http-json.ts';
import type { Logger } from '../../logs/logger.ts';
import { backoffDelayMs } from '../../retry/backoff.ts';
import { pause } from '../../retry/pause.ts';
import type { Desk, DeskAnswer } from './desk.ts';
import type { ReadExperiments } from './read-experiments.ts';

export interface ControllerDeskParts {
  readonly link: Pick<ControllerLink, 'pollExperiments' | 'reportExperiment'>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly onResult: (result: CallResult<unknown>) => void;
}

/** Answers that come faster than this, on and on, are no news. */
const QUICKEST_MS = 100;
/** While something runs, the controller is asked so often in the time after which its silence stops the run. */
const ASKED_IN_DEAD_MAN_TIME = 3;
const SHORTEST_POLL_MS = 500;

/**
 * A controller that gives orders over HTTP. Only an answer of the controller itself counts as heard: a refused
 * credential or an error of something before it says nothing about what it wants.
 */
export class ControllerDesk implements Desk {
  readonly kind = 'controller';
  readonly #parts: ControllerDeskParts;
  readonly #closing = new AbortController();
  /** Reports may still end while the polls are given up. */
  readonly #never = new AbortController().signal;
  #listening: Promise<void> | undefined;
  #lastHeardMs = performance.now();
  #pollMs = LONG_POLL_MAX_MS;

  constructor(parts: ControllerDeskParts) {
    this.#parts = parts;
  }

  listen(onAssignments: (assignments: readonly ExperimentAssignment[]) => void): void {
    this.#lastHeardMs = performance.now();
    this.#listening ??= this.#poll(onAssignments);
  }

  async report(experimentId: string, status: ExperimentStatus): Promise<DeskAnswer> {
    const result = await this.#parts.link.reportExperiment(experimentId, status, this.#never);
    this.#note(result);
    if (result.kind === 'ok') return { kind: 'order', order: result.value.order };
    if (result.kind !== 'refused') return { kind: 'silence', detail: result.detail };
    if (result.status === 404) return { kind: 'unknown' };
    this.#parts.logger.warn({ experimentId, detail: result.detail }, 'the controller refuses a report');
    return { kind: 'silence', detail: result.detail };
  }

  lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** A controller may always come back. */
  onGone(): void {}

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listening;
  }

  async #poll(onAssignments: (assignments: readonly ExperimentAssignment[]) => void): Promise<void> {
    const { signal } = this.#closing;
    let version = 0;
    let failures = 0;
    while (!signal.aborted) {
      const askedAtMs = performance.now();
      const result = await this.#parts.link.pollExperiments(version, this.#pollMs, signal);
      if (signal.aborted) return;
      this.#note(result);
      if (result.kind === 'ok') {
        failures = 0;
        version = result.value.version;
        this.#take(result.value, onAssignments);
        // A controller that always answers at once must not be asked in a busy loop.
        await pause(QUICKEST_MS - (performance.now() - askedAtMs), signal);
      } else {
        // The next answer should be the whole truth, whoever gives it.
        version = 0;
        await pause(backoffDelayMs(++failures, Math.random), signal);
      }
    }
  }

  #take(
    { experiments, invalid }: ReadExperiments,
    onAssignments: (assignments: readonly ExperimentAssignment[]) => void
  ): void {
    const deadMen = experiments.map(({ spec }) => spec.guards?.deadManMs ?? EXPERIMENT_DEFAULTS.deadManMs);
    const oftenMs = Math.floor(Math.min(...deadMen) / ASKED_IN_DEAD_MAN_TIME);
    this.#pollMs = Math.max(SHORTEST_POLL_MS, Math.min(LONG_POLL_MAX_MS, oftenMs));
    for (const entry of invalid) void this.#refuse(entry);
    onAssignments(experiments);
  }

  /** Else the node would wait for it for ever. Of one that has begun the controller knows newer reports than this. */
  async #refuse({ experimentId, detail }: ReadExperiments['invalid'][number]): Promise<void> {
    const what = `This version of the experiment agent cannot read the experiment: ${detail}. Use agent and controller of one version.`;
    this.#parts.logger.warn({ experimentId, detail }, 'the controller sent an experiment that this agent cannot read');
    const refusal = {
      sequence: 0,
      state: 'aborted',
      abortReason: 'preflight-failed',
      detail: what,
      slots: [],
    } as const;
    await this.report(experimentId, { ...refusal, slots: [] });
  }

  #note(result: CallResult<unknown>): void {
    if (result.kind === 'ok' || result.kind === 'refused') this.#lastHeardMs = performance.now();
    this.#parts.onResult(result);
  }
}
