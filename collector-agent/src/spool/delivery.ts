import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelayMs } from '../retry/backoff.ts';
import type { ExportOutcome, ProfilesExporter, RetryableOutcome } from '../export/export-outcome.ts';
import { DeliveryCounters } from './delivery-counters.ts';
import type {
  Delivery,
  DeliveryClock,
  DeliveryEvent,
  DeliveryOptions,
  DeliveryStats,
  DropCause,
  EnqueueResult,
  FlushResult,
  OpenDeliveryResult,
  SpoolLimits,
} from './delivery-types.ts';
import { openSpool, type Spool, type SpoolEntry } from './spool.ts';

/** Pyroscope refuses profiles older than an hour; ten minutes are for clocks that differ and for the window itself. */
export const DEFAULT_SPOOL_LIMITS: SpoolLimits = {
  maxBytes: 256 * 2 ** 20,
  maxMemoryBytes: 16 * 2 ** 20,
  maxAgeMs: 50 * 60_000,
};

/** Some four minutes of back-off: longer than a rate limit or a restart lasts. */
const MAX_TURNED_AWAY = 60;

const systemClock: DeliveryClock = {
  nowUnixMs: () => Date.now(),
  sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal }).catch(() => undefined),
  random: () => Math.random(),
};

/** Opens the spool and starts to send what an earlier process left in it. */
export async function createDelivery(options: DeliveryOptions): Promise<OpenDeliveryResult> {
  const counters = new DeliveryCounters();
  const report = (event: DeliveryEvent): void => {
    counters.count(event);
    options.onEvent?.(event);
  };
  const limits = { ...DEFAULT_SPOOL_LIMITS, ...options.limits };
  const opened = await openSpool(options.spoolDir, limits, {
    dropped: (cause, sizeBytes, reason) => report({ kind: 'dropped', cause, sizeBytes, reason }),
    diskError: (reason) => report({ kind: 'disk-error', reason }),
  });
  if (opened.kind === 'failed') {
    options.exporter.close();
    return opened;
  }
  const { exporter, clock = systemClock } = options;
  const { maxAgeMs } = limits;
  return {
    kind: 'open',
    delivery: new SpoolDelivery({ spool: opened.spool, exporter, clock, maxAgeMs, counters, report }),
  };
}

interface DeliveryParts {
  readonly spool: Spool;
  readonly exporter: ProfilesExporter;
  readonly clock: DeliveryClock;
  readonly maxAgeMs: number;
  readonly counters: DeliveryCounters;
  readonly report: (event: DeliveryEvent) => void;
}

class SpoolDelivery implements Delivery {
  readonly #parts: DeliveryParts;
  readonly #sending: Promise<void>;
  #appending: Promise<unknown> = Promise.resolve();
  #wake = new AbortController(); // ends the present wait: a back-off, or one for a record
  #closed = false;
  #backingOff = false;
  #failuresInRow = 0;
  #turnedAway = { sequence: 0, times: 0 }; // of the record that was tried last
  readonly #emptied = new Set<() => void>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#sending = this.#send();
  }

  enqueue(request: Uint8Array): Promise<EnqueueResult> {
    if (this.#closed) return Promise.resolve({ kind: 'refused', reason: 'the delivery is closed' });
    const { spool, clock, counters } = this.#parts;
    const appended = this.#appending.then(async () => {
      const result = await spool.append(request, clock.nowUnixMs());
      if (result.kind !== 'refused') counters.enqueued++;
      // A back-off goes on: new records do not make the server well.
      if (!this.#backingOff) this.#wakeUp();
      return result;
    });
    this.#appending = appended;
    return appended;
  }

  async flush(timeoutMs: number): Promise<FlushResult> {
    const { spool } = this.#parts;
    await this.#appending;
    this.#failuresInRow = 0;
    this.#wakeUp();
    if (spool.length > 0 && !this.#closed) await this.#emptiedWithin(timeoutMs);
    return spool.length === 0 ? { kind: 'empty' } : { kind: 'timeout', pendingRecords: spool.length };
  }

  stats(): DeliveryStats {
    const { spool, clock, counters } = this.#parts;
    const { enqueued, sent, sentBytes, rejectedProfiles, retries, diskErrors, dropped } = counters;
    const oldest = spool.oldest();
    return {
      ...{ enqueued, sent, sentBytes, rejectedProfiles, retries, diskErrors, dropped: { ...dropped } },
      pendingRecords: spool.length,
      pendingBytes: spool.pendingBytes,
      oldestPendingAgeMs: oldest ? Math.max(0, clock.nowUnixMs() - oldest.enqueuedUnixMs) : 0,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return this.#sending;
    this.#closed = true;
    this.#wakeUp();
    await this.#appending;
    await this.#sending;
    this.#parts.exporter.close();
    this.#parts.spool.close();
  }

  async #send(): Promise<void> {
    const { spool } = this.#parts;
    while (!this.#closed) {
      const oldest = spool.oldest();
      if (oldest) {
        await this.#sendRecord(oldest);
        continue;
      }
      for (const resolve of this.#emptied) resolve();
      this.#emptied.clear();
      await aborted(this.#wake.signal);
    }
    for (const resolve of this.#emptied) resolve();
  }

  async #emptiedWithin(timeoutMs: number): Promise<void> {
    const stop = new AbortController();
    const emptied = () => stop.abort();
    this.#emptied.add(emptied);
    await this.#parts.clock.sleep(timeoutMs, stop.signal);
    this.#emptied.delete(emptied);
  }

  async #sendRecord(entry: SpoolEntry): Promise<void> {
    const { spool, clock, maxAgeMs } = this.#parts;
    if (clock.nowUnixMs() - entry.enqueuedUnixMs > maxAgeMs) {
      return this.#drop(entry, 'expired', `it waited longer than ${maxAgeMs / 60_000} minutes`);
    }
    const retry = await spool.hold(entry, () => this.#trySend(entry));
    if (retry) await this.#backOff(retry);
  }

  /** Sends a record and settles its fate; if it stays, tells why to come back later. */
  async #trySend(entry: SpoolEntry): Promise<RetryableOutcome | undefined> {
    const outcome = await this.#outcomeOf(entry);
    switch (outcome.kind) {
      case 'retryable':
        if (!outcome.mayNeverPass || this.#countTurnedAway(entry) < MAX_TURNED_AWAY) return outcome;
        await this.#drop(entry, 'gave-up', outcome.reason);
        return undefined;
      case 'damaged':
        await this.#drop(entry, 'corrupt', 'the record is damaged on disk');
        return undefined;
      case 'rejected':
        this.#failuresInRow = 0;
        await this.#drop(entry, 'rejected', outcome.reason);
        return undefined;
      case 'sent':
        this.#failuresInRow = 0;
        await this.#parts.spool.remove(entry);
        this.#parts.report({ ...outcome, sizeBytes: entry.sizeBytes });
        return undefined;
    }
  }

  async #outcomeOf(entry: SpoolEntry): Promise<ExportOutcome | { kind: 'damaged' }> {
    const record = await this.#parts.spool.read(entry);
    switch (record.kind) {
      case 'read':
        return this.#parts.exporter.export(record.payload);
      case 'damaged':
        return record;
      case 'failed':
        return { kind: 'retryable', reason: record.reason, mayNeverPass: true };
    }
  }

  async #backOff({ reason, delayMs: serverDelayMs }: RetryableOutcome): Promise<void> {
    const { clock, report } = this.#parts;
    this.#failuresInRow++;
    const delayMs = backoffDelayMs(this.#failuresInRow, () => clock.random(), serverDelayMs);
    report({ kind: 'retry', reason, delayMs, attempt: this.#failuresInRow });
    if (this.#closed) return;
    this.#backingOff = true;
    await clock.sleep(delayMs, this.#wake.signal);
    this.#backingOff = false;
  }

  #countTurnedAway({ sequence }: SpoolEntry): number {
    if (this.#turnedAway.sequence !== sequence) this.#turnedAway = { sequence, times: 0 };
    return ++this.#turnedAway.times;
  }

  async #drop(entry: SpoolEntry, cause: DropCause, reason: string): Promise<void> {
    await this.#parts.spool.remove(entry);
    this.#parts.report({ kind: 'dropped', cause, sizeBytes: entry.sizeBytes, reason });
  }

  #wakeUp(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
