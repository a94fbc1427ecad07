import { Value } from 'typebox/value';
import { type JournalRecord, JournalRecordSchema } from './journal-records.ts';
import { beginState, foldRecord, type RunState } from './run-state.ts';

export interface ReadJournal {
  /** Undefined if there is no line that begins it. */
  readonly state: RunState | undefined;
  /** Up to where the text consists of whole lines: a line that a crash cut off is to be cut away. */
  readonly wholeBytes: number;
  /** Whole lines that say nothing we understand. */
  readonly damagedLines: number;
}

/**
 * Folds a journal. The last line may be torn: it was being written when its process died, so what it says has not
 * happened. A line that is damaged in the middle is left out, and the proxy then counts as changed if it can be put
 * back: the lost line may have been the one that says so.
 */
export function readJournal(bytes: Uint8Array): ReadJournal {
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, wholeBytes).toString('utf8').split('\n').slice(0, -1);
  let state: RunState | undefined;
  let damagedLines = 0;
  for (const line of lines) {
    const record = parseRecord(line);
    if (record === undefined) damagedLines++;
    else if (state !== undefined) state = foldRecord(state, record);
    else if (record.kind === 'begun') state = beginState(record);
    else damagedLines++;
  }
  if (state !== undefined && damagedLines > 0) state = { ...state, isChanged: state.snapshot !== undefined };
  return { state, wholeBytes, damagedLines };
}

function parseRecord(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Value.Check(JournalRecordSchema, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
