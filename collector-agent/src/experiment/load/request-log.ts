import { spawn } from 'node:child_process';
import { readSync } from 'node:fs';
import type { LatencyUs } from './load-generator.ts';
import { percentiles } from './percentiles.ts';
import { RequestLogParser } from './request-log-parser.ts';
import { RequestRows } from './request-rows.ts';
import type { SendSchedule } from './send-schedule.ts';
import { UnnamedFile } from './unnamed-file.ts';

const READ_BYTES = 256 * 1024;
/** What has been read is given back to the file system in pieces of this size. */
const PUNCH_BYTES = 16 * 1024 * 1024;

export interface RequestsSeen {
  readonly requests: number;
  readonly failed: number;
  readonly latencyUs?: LatencyUs;
}

/**
 * h2load's log while it is written. A file rather than a pipe: a reader that is slow for a moment must not hold the
 * load up. It stays small because what was read is cut out of it.
 */
export class RequestLog {
  readonly #file = new UnnamedFile();
  readonly #rows = new RequestRows();
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly #parser: RequestLogParser;
  readonly #schedule: SendSchedule | undefined;
  #readBytes = 0;
  #punchedBytes = 0;
  #isPunching = false;

  /** `schedule`: of a load with a fixed rate, whose latencies then have the waits before sending in them. */
  constructor(schedule?: SendSchedule) {
    this.#schedule = schedule;
    this.#parser = new RequestLogParser((row) => {
      this.#rows.add(row);
      schedule?.add(row.startUs);
    });
  }

  /** For the child to inherit. */
  get descriptor(): number {
    return this.#file.descriptor;
  }

  /** Of all requests that were logged. */
  get count(): number {
    return this.#rows.count;
  }

  /** Takes in what was written since the last time. */
  read(): void {
    for (;;) {
      const bytes = readSync(this.#file.descriptor, this.#buffer, 0, READ_BYTES, this.#readBytes);
      if (bytes === 0) break;
      this.#parser.push(this.#buffer.subarray(0, bytes));
      this.#readBytes += bytes;
    }
    if (this.#readBytes - this.#punchedBytes >= PUNCH_BYTES) this.#punch();
  }

  /** Of the requests that ended in a stretch. */
  seen(fromUnixMs: number, toUnixMs: number): RequestsSeen {
    const tookUs: number[] = [];
    let requests = 0;
    let failed = 0;
    this.#rows.endedIn(fromUnixMs * 1_000, toUnixMs * 1_000, (startUs, took, hasFailed) => {
      requests += 1;
      if (hasFailed) failed += 1;
      else tookUs.push(took + (this.#schedule?.waitedUs(startUs) ?? 0));
    });
    return { requests, failed, ...(tookUs.length > 0 && { latencyUs: percentiles(tookUs) }) };
  }

  close(): void {
    this.#file.close();
  }

  /** Where the file system cannot do it, the file only grows: 30 bytes a request. */
  #punch(): void {
    if (this.#isPunching) return;
    this.#isPunching = true;
    const length = this.#readBytes - this.#punchedBytes;
    const where = ['--offset', String(this.#punchedBytes), '--length', String(length)];
    this.#punchedBytes = this.#readBytes;
    // By its own descriptor: ours may be another file's by the time that it looks.
    const child = spawn('fallocate', ['--punch-hole', ...where, '/proc/self/fd/3'], {
      stdio: ['ignore', 'ignore', 'ignore', this.descriptor],
    });
    const end = (): void => void (this.#isPunching = false);
    child.once('exit', end).once('error', end);
  }
}
