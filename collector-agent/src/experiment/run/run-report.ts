import type { ExperimentReport } from '@meshprof/contracts';
import { buildReport, mayEndEarly, type ReportInput } from '@meshprof/experiments';
import type { RunState } from '../journal/run-state.ts';

/** Undefined until there is a slot that counts: before, there is nothing to say. */
export function reportOf(state: RunState): ExperimentReport | undefined {
  const input = reportInput(state);
  return input.slots.some((slot) => slot.void === undefined) ? buildReport(input) : undefined;
}

export function isPreciseEnough(state: RunState): boolean {
  return mayEndEarly(reportInput(state));
}

function reportInput(state: RunState): ReportInput {
  const { experimentId, spec, seed, slots, startUnixMs, lastUnixMs, snapshot, restored, restoreNotes } = state;
  return {
    ...{ experimentId, spec, seed, startUnixMs, endUnixMs: lastUnixMs },
    slots: slots.filter(({ phase }) => phase === 'variants'),
    aaSlots: slots.filter(({ phase }) => phase === 'a-a'),
    restored: {
      // While the variants are on there is nothing to prove yet; the report of the end says what was.
      proven: restored?.proven === true && !state.isChanged,
      hashBefore: snapshot?.hash ?? '',
      hashAfter: restored?.hash ?? '',
    },
    notes: restoreNotes,
  };
}
