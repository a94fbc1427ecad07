import { listJournals, peekJournal } from '../../experiment/journal/journal-folder.ts';
import type { RunState } from '../../experiment/journal/run-state.ts';
import { CliError } from '../cli-failure.ts';

/** The run with this id, or the last one. */
export function findRun(stateDir: string, id: string | undefined): RunState {
  const found = id === undefined ? listJournals(stateDir).at(-1) : peekJournal(stateDir, id);
  if (found !== undefined) return found;
  const what = id === undefined ? 'no experiment' : `no experiment ${id}`;
  throw new CliError({
    exit: 'usage',
    message: `there is ${what} in ${stateDir}; --state-dir says where else to look`,
  });
}
