import type { RequestRow } from './request-rows.ts';

/** No line of h2load's is longer; a longer one is none of its. */
const MAX_LINE_BYTES = 256;
const SERVER_ERROR = 500;

/**
 * h2load's log of requests: start in µs since the epoch, status (-1 without an answer), µs until the end of the answer,
 * and perhaps more columns some day. Comes in pieces that end anywhere.
 */
export class RequestLogParser {
  readonly #onRow: (row: RequestRow) => void;
  #rest = '';

  constructor(onRow: (row: RequestRow) => void) {
    this.#onRow = onRow;
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')).split(
      '\n'
    );
    this.#rest = (lines.pop() ?? '').slice(0, MAX_LINE_BYTES);
    for (const line of lines) this.#parse(line);
  }

  #parse(line: string): void {
    const fields = /^(\d{1,17})\t(-1|\d{1,3})\t(\d{1,12})(?:\t|$)/.exec(line);
    if (fields === null) return;
    const status = Number(fields[2]);
    this.#onRow({
      startUs: Number(fields[1]),
      tookUs: Number(fields[3]),
      failed: status < 100 || status >= SERVER_ERROR,
    });
  }
}
