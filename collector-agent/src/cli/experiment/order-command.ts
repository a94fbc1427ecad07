import { openJournal } from '../../experiment/journal/journal.ts';
import { isFinal } from '../../experiment/run/final-state.ts';
import { writeLocalOrder } from '../../experiment/run/local-order.ts';
import { CliError } from '../cli-failure.ts';
import { writeErr } from '../terminal.ts';
import type { StateOptions } from './experiment-command.ts';
import { findRun } from './find-run.ts';
import { leadToItsEnd } from './run-command.ts';

/** Tells the process that runs it; where there is none any more, does itself what is left to do. */
export async function orderCommand(
  order: 'pause' | 'abort',
  id: string | undefined,
  options: StateOptions
): Promise<void> {
  const { stateDir } = options;
  const { experimentId, spec, seed, state, isChanged } = findRun(stateDir, id);
  if (isFinal(state) && !isChanged) {
    throw new CliError({ exit: 'usage', message: `experiment ${experimentId} has ended: it is ${state}` });
  }
  writeLocalOrder(stateDir, experimentId, order);
  if (isLed(stateDir, experimentId)) {
    const then = order === 'pause' ? 'it pauses' : 'it ends';
    return writeErr(`meshprof: told experiment ${experimentId}; ${then} once the configuration is back\n`);
  }
  if (order === 'pause') {
    return writeErr(`meshprof: no process runs experiment ${experimentId}; it will be paused when one does\n`);
  }
  await leadToItsEnd({ experimentId, spec, seed, order }, options).catch((error: unknown) => {
    // That it was aborted is what was asked for.
    if (!(error instanceof CliError) || error.failure.exit !== 'aborted') throw error;
    writeErr(`meshprof: ${error.message}\n`);
  });
}

function isLed(stateDir: string, experimentId: string): boolean {
  const opened = openJournal(stateDir, { experimentId });
  if (opened.kind === 'open') opened.journal.close();
  return opened.kind === 'taken';
}
