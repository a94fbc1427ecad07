import type { ProfilesExporter } from '../export/export-outcome.ts';

export interface SpoolLimits {
  /** Records on disk and in memory together. Beyond it the oldest go. */
  readonly maxBytes: number;
  /** Records that only memory holds, because the disk would not take them. */
  readonly maxMemoryBytes: number;
  /** Older records are not sent any more. */
  readonly maxAgeMs: number;
}

export interface DeliveryOptions {
  /** Created if missing; one writer at a time. */
  readonly spoolDir: string;
  /** Belongs to the delivery from now on, which closes it. */
  readonly exporter: ProfilesExporter;
  readonly limits?: Partial<SpoolLimits>;
  /** For logs; must not throw. Counters are in `stats()`. */
  readonly onEvent?: (event: DeliveryEvent) => void;
  readonly clock?: DeliveryClock;
}

/** Replaced in tests. */
export interface DeliveryClock {
  nowUnixMs(): number;
  /** Resolves after `delayMs`, or at once when `signal` aborts. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export type DropCause =
  | 'expired' // waited longer than maxAgeMs
  | 'spool-full' // the oldest made room
  | 'rejected' // the server will never take it
  | 'gave-up' // the server turned it away again and again, without saying that it never will take it
  | 'corrupt'; // damaged or cut off on disk

export type DeliveryEvent =
  | { readonly kind: 'sent'; readonly sizeBytes: number; readonly rejectedProfiles: bigint; readonly message: string }
  | { readonly kind: 'retry'; readonly reason: string; readonly delayMs: number; readonly attempt: number }
  | { readonly kind: 'dropped'; readonly cause: DropCause; readonly sizeBytes: number; readonly reason: string }
  | { readonly kind: 'disk-error'; readonly reason: string };

export type EnqueueResult =
  /** On disk: survives the end of this process. */
  | { readonly kind: 'stored' }
  /** The disk did not take it; it is sent if this process lives long enough. */
  | { readonly kind: 'kept-in-memory'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

export type FlushResult = { readonly kind: 'empty' } | { readonly kind: 'timeout'; readonly pendingRecords: number };

/** Counters since the delivery opened (records, unless named otherwise) and the present backlog. */
export interface DeliveryStats {
  readonly enqueued: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly rejectedProfiles: bigint;
  readonly retries: number;
  readonly diskErrors: number;
  readonly dropped: Readonly<Record<DropCause, number>>;
  readonly pendingRecords: number;
  readonly pendingBytes: number;
  /** 0 if nothing is pending. */
  readonly oldestPendingAgeMs: number;
}

/** Requests on their way to the server: kept on disk, sent one after the other in the order of `enqueue`. */
export interface Delivery {
  enqueue(request: Uint8Array): Promise<EnqueueResult>;
  /** Tries at once, without waiting for a back-off, until nothing is pending or the time is up. */
  flush(timeoutMs: number): Promise<FlushResult>;
  stats(): DeliveryStats;
  /** Ends sending (a call on its way is awaited, so that its answer counts) and frees the spool. Records stay. */
  close(): Promise<void>;
}

export type OpenDeliveryResult =
  | { readonly kind: 'open'; readonly delivery: Delivery }
  | { readonly kind: 'failed'; readonly code: 'locked' | 'io'; readonly reason: string };
