import type { StoredWindow, WindowFiles, WindowName } from './window-files.ts';

export interface FlightRecorderOptions {
  readonly files: WindowFiles;
  /** The agent's own limit; policies can ask for less. */
  readonly maxBytes: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onDiskError: (error: unknown) => void;
}

export interface RecordedProcess {
  readonly pid: number;
  readonly startTimeTicks: string;
}

/** Records the part of a process that has not been stored yet, up to now. */
export type CutWindow = () => Promise<void>;

export interface TakenWindows {
  /** Undefined if nothing was held. */
  readonly fromUnixMs: number | undefined;
  /** Encoded export requests, oldest first, without a task's id. */
  readonly requests: readonly Uint8Array[];
  /** Windows that the disk no longer gave back. */
  readonly damaged: number;
}

/** What was lost of a recording without being asked for, since the agent began. */
export interface FlightRecorderLosses {
  /** Windows younger than asked for that had to make room. */
  madeRoom: number;
  /** Windows that the disk did not take. */
  notWritten: number;
}

/**
 * The last minutes of processes, at a low rate, on this node's disk: bounded in bytes, old windows deleted, exported
 * only when a task asks for what was before it. It survives the agent's restart.
 */
export class FlightRecorder {
  readonly #options: FlightRecorderOptions;
  /** Oldest first. */
  #windows: StoredWindow[];
  readonly #cuts = new Map<string, CutWindow>();
  readonly losses: FlightRecorderLosses = { madeRoom: 0, notWritten: 0 };
  #maxBytes: number;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: FlightRecorderOptions, found: readonly StoredWindow[]) {
    this.#options = options;
    this.#windows = [...found];
    this.#maxBytes = options.maxBytes;
  }

  get sizeBytes(): number {
    return this.#windows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  get length(): number {
    return this.#windows.length;
  }

  /** What policies allow together; the agent's own limit holds in any case. */
  limitBytes(wantedBytes: number): void {
    this.#maxBytes = Math.min(this.#options.maxBytes, wantedBytes);
  }

  /** While a session records this process, `cut` gives what it has not stored yet. Answers how to end that. */
  attach(process: RecordedProcess, cut: CutWindow): () => void {
    const key = keyOf(process);
    this.#cuts.set(key, cut);
    return () => {
      if (this.#cuts.get(key) === cut) this.#cuts.delete(key);
    };
  }

  /** One after the other, so that the bound holds. */
  store(name: WindowName, requests: readonly Uint8Array[]): Promise<void> {
    const next = this.#writing.then(() => this.#store(name, requests));
    this.#writing = next;
    return next;
  }

  /** Deletes what is older than it was to be kept. */
  async expire(): Promise<void> {
    const nowMs = this.#options.now();
    // A clock that was set back leaves windows in the future: as old as they are wrong.
    const isExpired = ({ toUnixMs, keepMs }: StoredWindow) => Math.abs(nowMs - toUnixMs) > keepMs;
    const expired = this.#windows.filter(isExpired);
    this.#windows = this.#windows.filter((window) => !isExpired(window));
    for (const window of expired) await this.#options.files.remove(window);
  }

  /**
   * Everything held of a process that overlaps the time from `sinceUnixMs` until now. The present window is cut first,
   * so that what the caller records from now on neither repeats nor misses anything.
   */
  async take(process: RecordedProcess, sinceUnixMs: number): Promise<TakenWindows> {
    await this.#cuts.get(keyOf(process))?.();
    await this.#writing;
    await this.expire();
    const key = keyOf(process);
    const wanted = this.#windows.filter((window) => keyOf(window) === key && window.toUnixMs > sinceUnixMs);
    const read = await Promise.all(wanted.map((window) => this.#options.files.read(window)));
    return {
      fromUnixMs: wanted.find((_, index) => read[index] !== undefined)?.fromUnixMs,
      requests: read.flatMap((requests) => requests ?? []),
      damaged: read.filter((requests) => requests === undefined).length,
    };
  }

  async #store(name: WindowName, requests: readonly Uint8Array[]): Promise<void> {
    await this.expire();
    const neededBytes = requests.reduce((sum, request) => sum + request.length + 4, 0) + RECORD_HEADER_BYTES;
    if (neededBytes > this.#maxBytes) {
      this.losses.notWritten += 1;
      return;
    }
    while (this.sizeBytes + neededBytes > this.#maxBytes) {
      const oldest = this.#windows.shift();
      if (oldest === undefined) break;
      this.losses.madeRoom += 1;
      await this.#options.files.remove(oldest);
    }
    try {
      this.#windows.push(await this.#options.files.write(name, requests));
    } catch (error) {
      this.losses.notWritten += 1;
      this.#options.onDiskError(error);
    }
  }
}

/** Of spool-record.ts. */
const RECORD_HEADER_BYTES = 12;

function keyOf({ pid, startTimeTicks }: RecordedProcess): string {
  return `${pid}:${startTimeTicks}`;
}
