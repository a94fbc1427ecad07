import type { ExperimentAssignment } from '@meshprof/contracts';
import type { Logger } from '../../logs/logger.ts';
import type { Desk } from '../desk/desk.ts';
import { openJournal } from '../journal/journal.ts';
import { listJournals } from '../journal/journal-folder.ts';
import type { RunState } from '../journal/run-state.ts';
import { isFinal } from './final-state.ts';
import { LedRun } from './led-run.ts';
import type { RunTools } from './run-tools.ts';
import type { ToolOptions } from './open-tools.ts';
import { takeLease } from './target-lease.ts';

export interface ExperimentAgentOptions {
  readonly desk: Desk;
  readonly stateDir: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly otlpEndpoint?: string;
  readonly makeTools?: (options: ToolOptions) => RunTools;
  /** Only this one; others in the folder are left to their own agents. */
  readonly onlyExperimentId?: string;
  /** A run that is not led here: another process has its journal or its target. It is tried again when it is assigned. */
  readonly onRefused?: (detail: string) => void;
}

interface Held {
  readonly run: LedRun;
  readonly release: () => void;
}

/**
 * Leads the experiments of this machine, one at a time: two would measure each other. What earlier processes left is put
 * back before anything else, before the desk is even asked.
 */
export class ExperimentAgent {
  readonly #options: ExperimentAgentOptions;
  readonly #held = new Map<string, Held>();
  #queue: Promise<void> = Promise.resolve();
  #assigned: readonly ExperimentAssignment[] = [];
  #leaving: string | undefined;

  constructor(options: ExperimentAgentOptions) {
    this.#options = options;
  }

  /** Until `signal` is aborted, the desk is gone, or, where only one experiment is led, that ended. */
  async run(): Promise<void> {
    const { desk, signal } = this.#options;
    await this.#recoverAll();
    const isOver = new Promise<void>((resolve) => {
      const leave = (detail: string): void => {
        this.#leaving = detail;
        for (const { run } of this.#held.values()) run.leave(detail);
        resolve();
      };
      if (signal.aborted) leave('The experiment agent was stopped.');
      signal.addEventListener('abort', () => leave('The experiment agent was stopped.'), { once: true });
      desk.onGone(() => leave('The command that led the run ended.'));
      desk.listen((assignments) => {
        this.#assign(assignments);
        if (this.#options.onlyExperimentId !== undefined) void this.#queue.then(resolve);
      });
    });
    await isOver;
    await this.#queue;
    await desk.close();
  }

  async #recoverAll(): Promise<void> {
    const { stateDir, onlyExperimentId } = this.#options;
    for (const state of listJournals(stateDir)) {
      if (onlyExperimentId !== undefined && state.experimentId !== onlyExperimentId) continue;
      if (isFinal(state.state) && !state.isChanged) continue;
      const held = this.#open({ experimentId: state.experimentId });
      if (held === undefined) continue;
      await held.run.recover();
      this.#enqueue(held);
    }
  }

  #assign(assignments: readonly ExperimentAssignment[]): void {
    this.#assigned = assignments;
    for (const [id, { run }] of this.#held) {
      // What is no longer in the list is no longer wanted.
      if (!assignments.some(({ experimentId }) => experimentId === id)) run.hear('abort');
    }
    for (const assignment of assignments) {
      const known = this.#held.get(assignment.experimentId);
      if (known !== undefined) known.run.hear(assignment.order);
      else this.#begin(assignment);
    }
  }

  /** One that ended here is only told again: its last report did not arrive. */
  #begin({ experimentId, spec, seed, order }: ExperimentAssignment): void {
    const held = this.#open({ experimentId, spec, seed });
    if (held === undefined) return;
    held.run.hear(order);
    this.#enqueue(held);
  }

  #open(run: { experimentId: string } | Pick<RunState, 'experimentId' | 'spec' | 'seed'>): Held | undefined {
    const { stateDir } = this.#options;
    const opened = openJournal(stateDir, run);
    if (opened.kind !== 'open') {
      const why = opened.kind === 'taken' ? 'another process leads it' : opened.detail;
      return this.#refuse(run.experimentId, why);
    }
    const { journal } = opened;
    const lease = takeLease(journal.state.spec.target, run.experimentId);
    if (lease.kind !== 'held') {
      const why = lease.kind === 'taken' ? `its target is taken by ${lease.owner}` : lease.detail;
      journal.close();
      return this.#refuse(run.experimentId, why);
    }
    const led = new LedRun({ ...this.#options, journal });
    const held = { run: led, release: lease.release };
    this.#held.set(run.experimentId, held);
    if (this.#leaving !== undefined) led.leave(this.#leaving);
    return held;
  }

  #refuse(experimentId: string, why: string): undefined {
    this.#options.log.warn({ experimentId }, `not led here: ${why}`);
    this.#options.onRefused?.(why);
    return undefined;
  }

  #enqueue(held: Held): void {
    this.#queue = this.#queue.then(async () => {
      const { experimentId } = held.run.state;
      const end = await held.run.lead().finally(() => {
        held.release();
        this.#held.delete(experimentId);
      });
      const { state, abort } = held.run.state;
      this.#options.log.info({ experimentId, state, ...(abort !== undefined && { abort }) }, `experiment ${end}`);
      this.#reassign();
    });
  }

  /** One whose target was taken may begin now. */
  #reassign(): void {
    const waiting = this.#assigned.filter(({ experimentId }) => {
      return !this.#held.has(experimentId) && this.#leaving === undefined;
    });
    for (const assignment of waiting) if (!this.#hasEnded(assignment.experimentId)) this.#begin(assignment);
  }

  #hasEnded(experimentId: string): boolean {
    const known = listJournals(this.#options.stateDir).find((state) => state.experimentId === experimentId);
    return known !== undefined && isFinal(known.state);
  }
}
