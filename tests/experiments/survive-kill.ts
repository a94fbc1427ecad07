import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExperimentState, FINAL_EXPERIMENT_STATES } from '@meshprof/contracts';
import { JOURNAL_FILE, journalFolder } from '../../collector-agent/src/experiment/journal/journal-folder.ts';
import type { JournalRecord } from '../../collector-agent/src/experiment/journal/journal-records.ts';
import type { RunState } from '../../collector-agent/src/experiment/journal/run-state.ts';
import { waitFor } from '../harness/wait-for.ts';
import type { ExperimentRig } from './harness/experiment-rig.ts';
import type { ProxyState } from './harness/proxy-state.ts';
import type { RunningExperiment } from './harness/running-experiment.ts';
import type { Kill } from './kill-moments.ts';

export interface Survival {
  /** What the journal said when the kill came. */
  readonly killedIn: string;
  /**
   * From the kill, or from the restart where nobody was left, until the journal says that Envoy is proven to be as before;
   * 0 where nothing had been written yet.
   */
  readonly restoredAfterMs: number;
  readonly end: ExperimentState | 'not begun';
  /** Of Envoy at the end. */
  readonly proxy: ProxyState;
}

const NOT_BEGUN = 'not begun';

/** Kills what a kill says in the middle of a run, lets it go on, and tells how it ended. The rig must be fresh. */
export async function surviveKill(rig: ExperimentRig, { victim, afterMs }: Kill): Promise<Survival> {
  const run = rig.start(rig.spec());
  await sleep(afterMs);
  const killedUnixMs = Date.now();
  if (victim === 'command line') await run.killParent();
  else if (victim === 'agent') await run.killAgent();
  else await run.killBoth();
  const present = rig.journal();
  const killedIn = present === undefined ? NOT_BEGUN : whereIn(present);
  const wasChanged = present?.isChanged === true;
  const restartedUnixMs = await goOn(rig, run);
  const end = await endOf(rig);
  const since = victim === 'both' ? restartedUnixMs : killedUnixMs;
  const restoredAfterMs = wasChanged ? restoredUnixMs(rig, killedUnixMs) - since : 0;
  return { killedIn, restoredAfterMs, end, proxy: await rig.now() };
}

/**
 * Waits for who is left: an agent without its command line restores and ends, a command line starts its agent again. Then
 * goes on with the run if it is not over; returns when.
 */
async function goOn(rig: ExperimentRig, run: RunningExperiment): Promise<number> {
  await waitFor(() => (run.hasEnded && run.agentPid() === undefined) || isOver(rig.journal()) || undefined, {
    what: `the agent to restore and to end, or to end its run; so far:\n${run.output}`,
    timeoutMs: 180_000,
  });
  const state = rig.journal();
  const restartedUnixMs = Date.now();
  if (state !== undefined && !isOver(state)) await rig.resume(state.experimentId).ended();
  return restartedUnixMs;
}

function endOf(rig: ExperimentRig): Promise<Survival['end']> {
  if (rig.journal() === undefined) return Promise.resolve(NOT_BEGUN);
  return waitFor(
    () => {
      const state = rig.journal();
      return isOver(state) ? state?.state : undefined;
    },
    { what: `a final state; the journal says ${rig.journal()?.state}` }
  );
}

function isOver(state: RunState | undefined): boolean {
  return state !== undefined && (FINAL_EXPERIMENT_STATES as readonly string[]).includes(state.state);
}

function whereIn({ state, openSlot, isChanged, slots }: RunState): string {
  const slot = openSlot === undefined ? '' : `, ${openSlot.phase} slot ${openSlot.slot} (${openSlot.variant})`;
  return `${state}${slot}, ${slots.length} slots done, proxy ${isChanged ? 'changed' : 'as before'}`;
}

/** When the journal first says after this moment that the proxy is proven to be as before. */
function restoredUnixMs(rig: ExperimentRig, afterUnixMs: number): number {
  const file = path.join(journalFolder(rig.stateDir, rig.journal()!.experimentId), JOURNAL_FILE);
  const records = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as JournalRecord]));
  const restored = records.find(
    (record) => record.kind === 'restored' && record.proven && record.atUnixMs >= afterUnixMs
  );
  if (restored === undefined) throw new Error(`${file} says nowhere that Envoy is as before`);
  return restored.atUnixMs;
}
