import { type ServiceError, status } from '@grpc/grpc-js';
import type { ExportOutcome } from './export-outcome.ts';
import { retryDelayMs } from './retry-info.ts';

/** Codes that the OTLP specification lets a client retry, in all cases. */
const RETRYABLE: ReadonlySet<status> = new Set([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.OUT_OF_RANGE,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/**
 * What a failed call means for its request.
 *
 * RESOURCE_EXHAUSTED: the specification allows a retry only with RetryInfo. Pyroscope reports its rate limit so, and
 * sends none; we retry then too (with back-off, and not for ever), because a limit passes and profiles do not come
 * again. The exception is a message above the receiver's size limit, which gRPC reports with the same code.
 *
 * INTERNAL made by the client's own HTTP/2 layer, when a server dies in the middle of a call: retried as well.
 */
export function classifyFailure(error: Pick<ServiceError, 'code' | 'details' | 'metadata'>): ExportOutcome {
  const reason = `${status[error.code] ?? error.code}: ${error.details}`;
  const delayMs = retryDelayMs(error.metadata);
  const delay = delayMs === undefined ? {} : { delayMs };
  if (RETRYABLE.has(error.code)) return { kind: 'retryable', reason, ...delay, mayNeverPass: false };
  const passesLater =
    (error.code === status.RESOURCE_EXHAUSTED && (delayMs !== undefined || !isTooLarge(error.details))) ||
    isBrokenStream(error);
  return passesLater ? { kind: 'retryable', reason, ...delay, mayNeverPass: true } : { kind: 'rejected', reason };
}

/** "received message larger than max (… vs. …)" of grpc-go and grpc-js. */
function isTooLarge(details: string): boolean {
  return /larger than max/i.test(details);
}

/** grpc-js has no code of its own for a stream that ended without a status; it tells in the text. */
function isBrokenStream({ code, details }: Pick<ServiceError, 'code' | 'details'>): boolean {
  const fromTransport = /^(Received RST_STREAM|Call ended without gRPC status|Received HTTP status code 5)/.test(
    details
  );
  return (code === status.INTERNAL || code === status.UNKNOWN) && fromTransport;
}
