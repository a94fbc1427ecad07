/** h2load's timer for requests that are due does not run more often. */
const TICK_US = 10_000;
/** The timer itself is late on a busy machine. */
const GRACE_TICKS = 2;
const BIN_US = 1_000;
/** Two hours, the longest that an experiment takes. */
const MAX_BINS = 7_200_000;

/**
 * How late requests were sent at a fixed rate. A connection of HTTP/1.1 that waits for an answer sends what is due in
 * the meantime afterwards, and h2load's log counts from that sending: a proxy that stands still for a second would have
 * one slow request on each connection, and hundreds that look quick ("coordinated omission"). The k-th request sent was
 * due at the first one's time plus k over the rate; what it was later than that, it has waited. What is below two ticks
 * of h2load's timer (10 ms each, or a connection's pace if that is slower) may be the timer's doing, and is not counted.
 */
export class SendSchedule {
  readonly #usPerRequest: number;
  readonly #graceUs: number;
  /** Requests sent in each millisecond since the first. */
  #bins = new Uint32Array(1_024);
  #firstUs: number | undefined;
  #lastBin = -1;
  /** Of the bins, filled when asked for: requests sent before each. */
  #sentBefore: Float64Array | undefined;

  constructor(requestsPerSecond: number, connections: number) {
    this.#usPerRequest = 1e6 / requestsPerSecond;
    this.#graceUs = GRACE_TICKS * Math.max(TICK_US, this.#usPerRequest * connections);
  }

  /** In any order; the first to end need not be the first that was sent, so the start may move by as much. */
  add(startUs: number): void {
    this.#firstUs ??= startUs;
    const bin = Math.max(0, Math.floor((startUs - this.#firstUs) / BIN_US));
    if (bin >= MAX_BINS) return;
    if (bin >= this.#bins.length) this.#grow(bin);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#lastBin = Math.max(this.#lastBin, bin);
    this.#sentBefore = undefined;
  }

  /** How long a request that was sent then had waited for it. */
  waitedUs(startUs: number): number {
    if (this.#firstUs === undefined) return 0;
    const sentBefore = (this.#sentBefore ??= this.#cumulate());
    const bin = Math.max(0, Math.floor((startUs - this.#firstUs) / BIN_US));
    const dueUs = this.#firstUs + (sentBefore[Math.min(bin, this.#lastBin)] ?? 0) * this.#usPerRequest;
    return Math.max(0, startUs - dueUs - this.#graceUs);
  }

  #cumulate(): Float64Array {
    const sentBefore = new Float64Array(this.#lastBin + 1);
    let sent = 0;
    for (let bin = 0; bin <= this.#lastBin; bin += 1) {
      sentBefore[bin] = sent;
      sent += this.#bins[bin] ?? 0;
    }
    return sentBefore;
  }

  #grow(bin: number): void {
    const larger = new Uint32Array(Math.min(MAX_BINS, Math.max(bin + 1, this.#bins.length * 2)));
    larger.set(this.#bins);
    this.#bins = larger;
  }
}
