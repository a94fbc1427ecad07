import type { Experiment, ExperimentState } from '@meshprof/contracts';
import { isExperimentFinal } from '@shared/domain/experiment/experiment-activity';
import type { ExperimentCommand } from '@shared/infrastructure/experiments-api';

/** States in which the proxy is changed back and forth, or is about to be: it has begun and does not end yet. */
const PAUSABLE: readonly ExperimentState[] = ['preflight', 'a-a', 'running'];
const ABORTABLE: readonly ExperimentState[] = ['draft', 'approved', ...PAUSABLE, 'paused'];

/** What can be asked of an experiment now; the state follows an order only between two steps of the agent. */
export function possibleCommands({ state, order }: Pick<Experiment, 'state' | 'order'>): ExperimentCommand[] {
  if (isExperimentFinal(state) || order === 'abort') {
    return [];
  }
  return [
    ...(state === 'draft' ? (['approve'] as const) : []),
    ...(order === 'run' && PAUSABLE.includes(state) ? (['pause'] as const) : []),
    ...(order === 'pause' || state === 'paused' ? (['resume'] as const) : []),
    ...(ABORTABLE.includes(state) ? (['abort'] as const) : []),
  ];
}
