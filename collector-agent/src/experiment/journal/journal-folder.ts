import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readJournal } from './read-journal.ts';
import type { RunState } from './run-state.ts';

export const JOURNAL_FILE = 'journal.jsonl';
const EXPERIMENTS_FOLDER = 'experiments';

/** The folder of one experiment. An id that is no plain name (it may come from a controller) is replaced by its hash. */
export function journalFolder(stateDir: string, experimentId: string): string {
  const isPlain = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(experimentId);
  const name = isPlain ? experimentId : createHash('sha256').update(experimentId).digest('hex');
  return path.join(stateDir, EXPERIMENTS_FOLDER, name);
}

/** With its entry in the folder above on the disk: a journal that a power cut takes away would undo nothing. */
export function makeJournalFolder(stateDir: string, experimentId: string): string {
  const folder = journalFolder(stateDir, experimentId);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  syncFolder(path.dirname(folder));
  return folder;
}

export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What is known of a run without taking its journal; undefined if there is none. */
export function peekJournal(stateDir: string, experimentId: string): RunState | undefined {
  return peekFile(path.join(journalFolder(stateDir, experimentId), JOURNAL_FILE));
}

/** All runs of this folder, oldest first. */
export function listJournals(stateDir: string): RunState[] {
  const folder = path.join(stateDir, EXPERIMENTS_FOLDER);
  return namesIn(folder)
    .map((name) => peekFile(path.join(folder, name, JOURNAL_FILE)))
    .filter((state) => state !== undefined)
    .sort((left, right) => left.startUnixMs - right.startUnixMs);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isDirectory());
  } catch {
    // No experiment was ever run here.
    return [];
  }
}

function peekFile(file: string): RunState | undefined {
  try {
    return readJournal(readFileSync(file)).state;
  } catch {
    return undefined;
  }
}
