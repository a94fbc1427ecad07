import type { DropCause, EnqueueResult, SpoolLimits } from './delivery-types.ts';
import { RecordFiles } from './record-files.ts';
import { lockFolder } from './spool-lock.ts';
import type { RecordName } from './spool-record.ts';

export interface SpoolEntry extends RecordName {
  readonly sizeBytes: number;
  /** The payload of a record that the disk did not take. */
  readonly inMemory?: Uint8Array;
}

export type ReadResult =
  | { readonly kind: 'read'; readonly payload: Uint8Array }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface SpoolListener {
  dropped(cause: DropCause, sizeBytes: number, reason: string): void;
  diskError(reason: string): void;
}

export type OpenSpoolResult =
  | { readonly kind: 'open'; readonly spool: Spool }
  | { readonly kind: 'failed'; readonly code: 'locked' | 'io'; readonly reason: string };

/** Opens the folder for one writer and finds what an earlier process left. */
export async function openSpool(
  folder: string,
  limits: SpoolLimits,
  listener: SpoolListener
): Promise<OpenSpoolResult> {
  const files = new RecordFiles(folder);
  let release: (() => void) | undefined;
  try {
    await files.create();
    const lock = lockFolder(folder);
    if (lock.kind === 'taken') {
      return { kind: 'failed', code: 'locked', reason: `the spool ${folder} is in use by another process` };
    }
    if (lock.kind === 'failed') return { kind: 'failed', code: 'io', reason: `cannot lock ${folder}: ${lock.reason}` };
    release = lock.release;
    const { records, unfinishedBytes } = await files.recover();
    for (const sizeBytes of unfinishedBytes) listener.dropped('corrupt', sizeBytes, 'the record was never finished');
    return { kind: 'open', spool: new Spool({ files, entries: records, limits, listener, release }) };
  } catch (error) {
    release?.();
    return { kind: 'failed', code: 'io', reason: `cannot open the spool ${folder}: ${messageOf(error)}` };
  }
}

interface SpoolParts {
  readonly files: RecordFiles;
  readonly entries: SpoolEntry[];
  readonly limits: SpoolLimits;
  readonly listener: SpoolListener;
  readonly release: () => void;
}

/** Records in the order in which they came, on disk wherever it takes them. */
export class Spool {
  readonly #files: RecordFiles;
  readonly #limits: SpoolLimits;
  readonly #listener: SpoolListener;
  readonly #release: () => void;
  readonly #entries: SpoolEntry[];
  #held: SpoolEntry | undefined;
  #nextSequence: number;
  #pendingBytes: number;
  #memoryBytes = 0;

  constructor({ files, entries, limits, listener, release }: SpoolParts) {
    this.#files = files;
    this.#limits = limits;
    this.#listener = listener;
    this.#release = release;
    this.#entries = entries;
    this.#nextSequence = (entries.at(-1)?.sequence ?? 0) + 1;
    this.#pendingBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  get length(): number {
    return this.#entries.length;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  oldest(): SpoolEntry | undefined {
    return this.#entries[0];
  }

  /** Must not run twice at a time: the order of records is the order of calls. */
  async append(payload: Uint8Array, enqueuedUnixMs: number): Promise<EnqueueResult> {
    if (payload.length > this.#limits.maxBytes) {
      return { kind: 'refused', reason: `a record of ${payload.length} bytes is larger than the whole spool may be` };
    }
    await this.#makeRoom(payload.length);
    const name = { sequence: this.#nextSequence++, enqueuedUnixMs };
    try {
      this.#push(await this.#files.write(name, payload));
      return { kind: 'stored' };
    } catch (error) {
      const reason = `the spool's disk did not take a record: ${messageOf(error)}`;
      this.#listener.diskError(reason);
      return this.#keepInMemory(name, payload, reason);
    }
  }

  /** While `use` runs, the record is not dropped to make room. */
  async hold<T>(entry: SpoolEntry, use: () => Promise<T>): Promise<T> {
    this.#held = entry;
    try {
      return await use();
    } finally {
      this.#held = undefined;
    }
  }

  async read(entry: SpoolEntry): Promise<ReadResult> {
    try {
      const payload = entry.inMemory ?? (await this.#files.read(entry));
      return payload ? { kind: 'read', payload } : { kind: 'damaged' };
    } catch (error) {
      const reason = `a record cannot be read from the spool: ${messageOf(error)}`;
      this.#listener.diskError(reason);
      return { kind: 'failed', reason };
    }
  }

  /** Forgets a record. If its file cannot be deleted, the next process will send it again. */
  async remove(entry: SpoolEntry): Promise<void> {
    const index = this.#entries.indexOf(entry);
    if (index === -1) return;
    this.#entries.splice(index, 1);
    this.#pendingBytes -= entry.sizeBytes;
    if (entry.inMemory) {
      this.#memoryBytes -= entry.sizeBytes;
      return;
    }
    try {
      await this.#files.remove(entry);
    } catch (error) {
      this.#listener.diskError(`a record cannot be deleted from the spool: ${messageOf(error)}`);
    }
  }

  /** Lets another process open the folder. Records in memory are lost, and counted by nobody: flush first. */
  close(): void {
    this.#release();
  }

  #push(entry: SpoolEntry): void {
    this.#entries.push(entry);
    this.#pendingBytes += entry.sizeBytes;
  }

  async #keepInMemory(name: RecordName, payload: Uint8Array, reason: string): Promise<EnqueueResult> {
    if (payload.length > this.#limits.maxMemoryBytes) return { kind: 'refused', reason };
    while (this.#memoryBytes + payload.length > this.#limits.maxMemoryBytes) {
      const oldest = this.#entries.find((entry) => entry.inMemory && entry !== this.#held);
      if (!oldest) return { kind: 'refused', reason };
      await this.#dropForRoom(oldest, 'memory');
    }
    // The caller may use its buffer again.
    this.#push({ ...name, sizeBytes: payload.length, inMemory: payload.slice() });
    this.#memoryBytes += payload.length;
    return { kind: 'kept-in-memory', reason };
  }

  async #makeRoom(neededBytes: number): Promise<void> {
    while (this.#pendingBytes + neededBytes > this.#limits.maxBytes) {
      const oldest = this.#entries.find((entry) => entry !== this.#held);
      if (!oldest) return;
      await this.#dropForRoom(oldest, 'spool');
    }
  }

  async #dropForRoom(entry: SpoolEntry, what: string): Promise<void> {
    await this.remove(entry);
    this.#listener.dropped('spool-full', entry.sizeBytes, `the ${what} is full: the oldest record made room`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
