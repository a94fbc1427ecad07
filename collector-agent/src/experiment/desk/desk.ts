import type { ExperimentAssignment, ExperimentOrder, ExperimentStatus } from '@meshprof/contracts';

/**
 * Who gives orders to this experiment agent: a controller over HTTP, or the command line that started it over a pipe.
 * It only carries; what an order means, and what silence means, is decided in `run/`.
 */
export interface Desk {
  readonly kind: 'controller' | 'parent';
  /**
   * Starts to ask, and calls back with the whole list of what this agent is to run, each time it is heard. An
   * experiment that is no longer in the list is no longer wanted.
   */
  listen(onAssignments: (assignments: readonly ExperimentAssignment[]) => void): void;
  /** Sends one report. Resolves with its answer; never rejects. `silence`: no answer, so the same may be sent again. */
  report(experimentId: string, status: ExperimentStatus): Promise<DeskAnswer>;
  /** A sentence for who watches; a desk that nobody watches has the log for it. */
  note?(experimentId: string, sentence: string): void;
  /** `performance.now()` of the last time that anything was heard of the other side; of `listen` if nothing was. */
  lastHeardMs(): number;
  /** Calls back once, if the other side can never be heard again (a parent that ended). */
  onGone(listener: () => void): void;
  /** Stops asking; what is being sent may still end. */
  close(): Promise<void>;
}

export type DeskAnswer =
  | { readonly kind: 'order'; readonly order: ExperimentOrder }
  /** The other side does not know the experiment (it was deleted): it is to be ended. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'silence'; readonly detail: string };
