import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeRecord,
  encodeRecord,
  parseRecordFileName,
  type RecordName,
  recordFileName,
  UNFINISHED_SUFFIX,
} from './spool-record.ts';

export interface StoredRecord extends RecordName {
  /** Of the file. */
  readonly sizeBytes: number;
}

/**
 * One file a record, complete or not there: written under another name, flushed, renamed. What `write` has promised is
 * there after a kill and after a power cut. Every function rejects with Node's system errors.
 */
export class RecordFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder if it is missing. Profiles tell what a program does: nobody else may read them. */
  async create(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Complete records in order, and the sizes of unfinished ones, which are deleted. */
  async recover(): Promise<{ records: StoredRecord[]; unfinishedBytes: number[] }> {
    const records: StoredRecord[] = [];
    const unfinishedBytes: number[] = [];
    for (const fileName of await readdir(this.#folder)) {
      const name = parseRecordFileName(fileName);
      const path = join(this.#folder, fileName);
      if (name) records.push({ ...name, sizeBytes: (await stat(path)).size });
      if (fileName.endsWith(UNFINISHED_SUFFIX)) {
        unfinishedBytes.push((await stat(path)).size);
        await rm(path, { force: true });
      }
    }
    records.sort((a, b) => a.sequence - b.sequence);
    return { records, unfinishedBytes };
  }

  async write(name: RecordName, payload: Uint8Array): Promise<StoredRecord> {
    const path = join(this.#folder, recordFileName(name));
    const unfinished = path + UNFINISHED_SUFFIX;
    const record = encodeRecord(payload);
    try {
      const file = await open(unfinished, 'wx', 0o600);
      try {
        await file.writeFile(record);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      await this.#syncFolder();
    } catch (error) {
      // A disk that is full has no room for the part that was written either.
      await rm(unfinished, { force: true }).catch(() => undefined);
      throw error;
    }
    return { ...name, sizeBytes: record.length };
  }

  /** Undefined if the record is damaged or gone: reading it again would not help. */
  async read(name: RecordName): Promise<Uint8Array | undefined> {
    try {
      return decodeRecord(await readFile(join(this.#folder, recordFileName(name))));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(name: RecordName): Promise<void> {
    await rm(join(this.#folder, recordFileName(name)), { force: true });
  }

  async #syncFolder(): Promise<void> {
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
