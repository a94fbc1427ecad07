import type { ExperimentReport, ExperimentSpec, ExperimentState, SlotResult } from '@meshprof/contracts';
import type { Snapshot } from '../drivers/driver.ts';
import type { Abort, JournalRecord, RestoreRecord, SlotKey, Transition } from './journal-records.ts';

/** What a journal says of its run: all that another process needs to go on. */
export interface RunState {
  readonly experimentId: string;
  readonly spec: ExperimentSpec;
  readonly seed: number;
  readonly startUnixMs: number;
  readonly state: ExperimentState;
  /** Of `restoring` and `verifying`. */
  readonly then?: ExperimentState;
  readonly detail?: string;
  /** Why it ends, or ended, before its plan. */
  readonly abort?: Abort;
  readonly snapshot?: Snapshot;
  /** The proxy may be other than before. */
  readonly isChanged: boolean;
  readonly isReady: boolean;
  readonly requestsPerSecond?: number;
  /** All that ended, void ones too. */
  readonly slots: readonly SlotResult[];
  /** Begun and not ended. */
  readonly openSlot?: SlotKey;
  readonly restored?: RestoreRecord;
  /** Of all restores. */
  readonly restoreNotes: readonly string[];
  readonly report?: ExperimentReport;
  /** Time in which it was neither paused nor without a process. */
  readonly activeMs: number;
  readonly lastUnixMs: number;
  readonly records: number;
}

type Begun = Extract<JournalRecord, { kind: 'begun' }>;

export function beginState({ experimentId, spec, seed, atUnixMs }: Begun): RunState {
  return {
    ...{ experimentId, spec, seed, slots: [], restoreNotes: [] },
    ...{ startUnixMs: atUnixMs, lastUnixMs: atUnixMs, activeMs: 0, records: 1 },
    ...{ state: 'approved', isChanged: false, isReady: false },
  };
}

/** The state after one more line. Lines that a healthy writer would not write in this state are taken as they are. */
export function foldRecord(before: RunState, record: JournalRecord): RunState {
  // A clock that was set back must not take time away.
  const passedMs = Math.max(0, record.atUnixMs - before.lastUnixMs);
  const isActive = before.state !== 'paused' && record.kind !== 'opened';
  const state: RunState = {
    ...before,
    records: before.records + 1,
    lastUnixMs: record.atUnixMs,
    activeMs: before.activeMs + (isActive ? passedMs : 0),
  };
  switch (record.kind) {
    case 'begun':
    case 'opened':
      return state;
    case 'state':
      return foldTransition(state, record);
    case 'snapshot':
      return { ...state, snapshot: record.snapshot };
    case 'write':
      return { ...state, isChanged: true };
    case 'ready':
      return {
        ...state,
        isReady: true,
        ...(record.requestsPerSecond !== undefined && { requestsPerSecond: record.requestsPerSecond }),
      };
    case 'slot-begun':
      return { ...state, openSlot: record.slot };
    case 'step':
      return record.step === 'apply' ? { ...state, isChanged: true } : state;
    case 'slot-ended': {
      const { openSlot: _openSlot, ...rest } = state;
      return { ...rest, slots: [...state.slots, record.result] };
    }
    case 'restored': {
      const { kind: _kind, atUnixMs: _atUnixMs, ...restored } = record;
      const restoreNotes = [...new Set([...state.restoreNotes, ...(record.notes ?? [])])];
      return { ...state, restored, restoreNotes, isChanged: state.isChanged && !record.proven };
    }
    case 'report':
      return { ...state, report: record.report };
  }
}

/** What comes then, and the detail, belong to one state; an abort stays for good. */
function foldTransition(before: RunState, { state, then, abort, detail }: Transition): RunState {
  const { then: _then, detail: _detail, ...kept } = before;
  return {
    ...kept,
    state,
    ...(then !== undefined && { then }),
    ...(abort !== undefined && { abort }),
    ...(detail !== undefined && { detail }),
  };
}
