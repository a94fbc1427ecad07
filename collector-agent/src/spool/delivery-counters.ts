import type { DeliveryEvent, DropCause } from './delivery-types.ts';

/** Sums up a delivery's events since it opened. */
export class DeliveryCounters {
  enqueued = 0;
  sent = 0;
  sentBytes = 0;
  rejectedProfiles = 0n;
  retries = 0;
  diskErrors = 0;
  readonly dropped: Record<DropCause, number> = { expired: 0, 'spool-full': 0, rejected: 0, 'gave-up': 0, corrupt: 0 };

  count(event: DeliveryEvent): void {
    switch (event.kind) {
      case 'sent':
        this.sent++;
        this.sentBytes += event.sizeBytes;
        this.rejectedProfiles += event.rejectedProfiles;
        break;
      case 'retry':
        this.retries++;
        break;
      case 'dropped':
        this.dropped[event.cause]++;
        break;
      case 'disk-error':
        this.diskErrors++;
        break;
    }
  }
}
