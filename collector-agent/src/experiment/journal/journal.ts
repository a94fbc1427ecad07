import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { ExperimentSpec } from '@meshprof/contracts';
import { errorCode } from '../../discovery/proc-file.ts';
import { lockFolder } from '../../spool/spool-lock.ts';
import { JOURNAL_FILE, makeJournalFolder, syncFolder } from './journal-folder.ts';
import type { JournalRecord, NewRecord } from './journal-records.ts';
import { readJournal } from './read-journal.ts';
import { beginState, foldRecord, type RunState } from './run-state.ts';

/** The journal of one run. One process writes it at a time; a kill at any moment loses at most a line not yet obeyed. */
export interface Journal {
  readonly state: RunState;
  /** On the disk when it returns. A disk that is full fails the first time with room left for the end of the run. */
  append(record: NewRecord): AppendResult;
  close(): void;
}

export type AppendResult =
  | { readonly kind: 'written' }
  /** It holds in this process only, or is written on the last reserve; `detail` is a sentence. */
  | { readonly kind: 'disk-full'; readonly detail: string };

export type OpenedJournal =
  | { readonly kind: 'open'; readonly journal: Journal }
  /** Another process runs it. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly detail: string };

export interface NewRun {
  readonly experimentId: string;
  readonly spec: ExperimentSpec;
  readonly seed: number;
}

/** Room for the lines that end a run on a disk that is full: its restore, its states and its report. */
const RESERVE_BYTES = 512 * 1024;
const RESERVE_FILE = 'reserve';
const MAX_JOURNAL_BYTES = 256 * 1024 * 1024;

/** Begins a journal, or goes on with the one that is there. Never throws. */
export function openJournal(stateDir: string, run: NewRun | { readonly experimentId: string }): OpenedJournal {
  let unlock: (() => void) | undefined;
  try {
    const folder = makeJournalFolder(stateDir, run.experimentId);
    const lock = lockFolder(folder);
    if (lock.kind === 'taken') return { kind: 'taken' };
    if (lock.kind === 'failed') return { kind: 'failed', detail: `cannot lock ${folder}: ${lock.reason}` };
    unlock = lock.release;
    const opened = openFile(folder, run, lock.release);
    if (opened.kind === 'failed') unlock();
    return opened;
  } catch (error) {
    unlock?.();
    return { kind: 'failed', detail: `cannot open the journal of ${run.experimentId}: ${errorCode(error)}` };
  }
}

function openFile(folder: string, run: NewRun | { readonly experimentId: string }, unlock: () => void): OpenedJournal {
  const file = path.join(folder, JOURNAL_FILE);
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    if (fstatSync(descriptor).size > MAX_JOURNAL_BYTES) throw new Error(`${file} is larger than any journal of ours`);
    const { state, wholeBytes } = readJournal(readFileSync(descriptor));
    ftruncateSync(descriptor, wholeBytes);
    writeFileSync(path.join(folder, RESERVE_FILE), Buffer.alloc(RESERVE_BYTES, 'r'), { flush: true, mode: 0o600 });
    const written = new JournalFile(folder, descriptor, wholeBytes);
    if (state !== undefined) return { kind: 'open', journal: new FileJournal(written, state, unlock) };
    if (!('spec' in run)) {
      closeSync(descriptor);
      return { kind: 'failed', detail: `there is no journal of ${run.experimentId} in ${folder}` };
    }
    const begun = { kind: 'begun' as const, atUnixMs: Date.now(), ...run };
    const result = written.append(begun);
    if (result.kind === 'disk-full') throw new Error(result.detail);
    syncFolder(folder);
    return { kind: 'open', journal: new FileJournal(written, beginState(begun), unlock) };
  } catch (error) {
    closeSync(descriptor);
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}

class FileJournal implements Journal {
  readonly #file: JournalFile;
  readonly #unlock: () => void;
  #state: RunState;

  constructor(file: JournalFile, state: RunState, unlock: () => void) {
    this.#file = file;
    this.#state = state;
    this.#unlock = unlock;
  }

  get state(): RunState {
    return this.#state;
  }

  append(record: NewRecord): AppendResult {
    const line: JournalRecord = { ...record, atUnixMs: Date.now() };
    const result = this.#file.append(line);
    // Also where the disk took nothing: the run must still come to its end in this process.
    this.#state = foldRecord(this.#state, line);
    return result;
  }

  close(): void {
    this.#file.close();
    this.#unlock();
  }
}

class JournalFile {
  readonly #folder: string;
  readonly #descriptor: number;
  #bytes: number;

  constructor(folder: string, descriptor: number, bytes: number) {
    this.#folder = folder;
    this.#descriptor = descriptor;
    this.#bytes = bytes;
  }

  append(record: JournalRecord): AppendResult {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    const first = this.#write(line);
    if (first === undefined) return { kind: 'written' };
    rmSync(path.join(this.#folder, RESERVE_FILE), { force: true });
    const second = this.#write(line);
    const detail = `The journal in ${this.#folder} cannot be written (${first}).`;
    return { kind: 'disk-full', detail: second === undefined ? detail : `${detail} Its last lines are lost.` };
  }

  /** The error's code, if it failed; then nothing of the line is left. */
  #write(line: Buffer): string | undefined {
    try {
      let written = 0;
      while (written < line.length) written += writeSync(this.#descriptor, line, written);
      fsyncSync(this.#descriptor);
      this.#bytes += line.length;
      return undefined;
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#bytes);
      return errorCode(error);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
    rmSync(path.join(this.#folder, RESERVE_FILE), { force: true });
  }
}
