import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_FILE_AGE_MS = 3_600_000;
const FILE_NAME = /^logs-(\d+)\.jsonl$/;
const NEWLINE = 0x0a;

export interface LogFile {
  readonly path: string;
  /** Arrival of its first line, Unix milliseconds: it is in the name. */
  readonly startMs: number;
  sizeBytes: number;
}

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * OTLP log records as JSON lines, in files of an hour or 8 MiB, so that the retention can delete by whole files. A
 * batch is acknowledged after `fdatasync`.
 */
export class LogFiles {
  readonly #directory: string;
  readonly #files: LogFile[];
  #handle: FileHandle | null = null;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(dataDir: string) {
    this.#directory = join(dataDir, 'logs');
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    this.#files = readdirSync(this.#directory)
      .filter((name) => FILE_NAME.test(name))
      .map((name) => {
        const path = join(this.#directory, name);
        return { path, startMs: Number(FILE_NAME.exec(name)![1]), sizeBytes: statSync(path).size };
      })
      .sort((a, b) => a.startMs - b.startMs);
    const last = this.#files.at(-1);
    if (last !== undefined) cutTornLine(last);
  }

  get sizeBytes(): number {
    return this.#files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  get files(): readonly Readonly<LogFile>[] {
    return this.#files;
  }

  /** Appends lines (each with its line break). Rejects with the system's error if they are not safely on disk. */
  async append(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject });
      this.#running ??= this.#writeWaiting();
    });
  }

  /** Deletes the oldest file, even the one being written. False if there is none. */
  async removeOldest(): Promise<boolean> {
    const file = this.#files[0];
    if (file === undefined) return false;
    if (this.#files.length === 1) {
      while (this.#running !== null) await this.#running;
      await this.#rotate();
    }
    await unlink(file.path);
    this.#files.splice(this.#files.indexOf(file), 1);
    return true;
  }

  async close(): Promise<void> {
    while (this.#running !== null) await this.#running;
    await this.#rotate();
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch.map(({ text }) => text).join(''));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = null;
  }

  async #write(text: string): Promise<void> {
    const file = await this.#current();
    const handle = this.#handle!;
    const bytes = Buffer.from(text);
    try {
      await handle.appendFile(bytes);
      await handle.datasync();
      file.sizeBytes += bytes.length;
    } catch (error) {
      // Half a batch must not stay before the next one: its sender will send it again.
      await handle.truncate(file.sizeBytes);
      throw error;
    }
  }

  async #current(): Promise<LogFile> {
    const nowMs = Date.now();
    const last = this.#files.at(-1);
    const fits = last !== undefined && last.sizeBytes < MAX_FILE_BYTES && nowMs - last.startMs < MAX_FILE_AGE_MS;
    if (this.#handle !== null && fits) return last;
    await this.#rotate();
    const startMs = Math.max(nowMs, (last?.startMs ?? 0) + 1);
    const path = join(this.#directory, `logs-${startMs}.jsonl`);
    this.#handle = await open(path, 'a', 0o600);
    const file = { path, startMs, sizeBytes: 0 };
    this.#files.push(file);
    return file;
  }

  async #rotate(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }
}

/** A process killed while it wrote leaves part of a line that nobody was promised. */
function cutTornLine(file: LogFile): void {
  const bytes = readFileSync(file.path);
  if (bytes.length === 0 || bytes.at(-1) === NEWLINE) return;
  file.sizeBytes = bytes.lastIndexOf(NEWLINE) + 1;
  truncateSync(file.path, file.sizeBytes);
}
