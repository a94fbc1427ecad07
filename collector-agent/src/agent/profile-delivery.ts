import { encodeExportRequests } from '../otlp/encode-export-requests.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import type { Delivery, DeliveryEvent, DeliveryStats } from '../spool/delivery-types.ts';

export type DeliveryOutcome =
  | { readonly kind: 'ok' }
  /** Not acknowledged yet: the spool has it and goes on trying. */
  | { readonly kind: 'delayed'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };

/** Profiles on their way out, in terms a session understands. */
export interface ProfileDelivery {
  /** Encodes and hands over; `ok` means that the spool has them. */
  enqueue(profiles: readonly ProcessProfile[]): Promise<DeliveryOutcome>;
  /** Hands over what is encoded already. */
  forward(requests: readonly Uint8Array[]): Promise<DeliveryOutcome>;
  /** `ok` once the endpoint has acknowledged all that was enqueued, and refused nothing meanwhile. */
  flush(timeoutMs: number): Promise<DeliveryOutcome>;
}

export interface DeliveryWatch {
  /** Hand to the delivery: what the endpoint refuses is known from its events only. */
  readonly onEvent: (event: DeliveryEvent) => void;
  lastRefusal(): string;
}

export function watchDelivery(): DeliveryWatch {
  let refusal = '';
  return {
    onEvent(event) {
      if (event.kind === 'dropped') refusal = `${event.cause}: ${event.reason}`;
      if (event.kind === 'sent' && event.rejectedProfiles > 0n) refusal = `rejected: ${event.message}`;
    },
    lastRefusal: () => refusal,
  };
}

export function createProfileDelivery(delivery: Delivery, watch: DeliveryWatch): ProfileDelivery {
  let refusedBefore = refusedCount(delivery.stats());
  async function forward(requests: readonly Uint8Array[]): Promise<DeliveryOutcome> {
    for (const request of requests) {
      const result = await delivery.enqueue(request);
      if (result.kind === 'refused') return { kind: 'failed', detail: result.reason };
    }
    return { kind: 'ok' };
  }

  return {
    enqueue: (profiles) => forward(encodeExportRequests(profiles)),
    forward,
    async flush(timeoutMs) {
      const result = await delivery.flush(timeoutMs);
      const refused = refusedCount(delivery.stats());
      const grown = refused - refusedBefore;
      refusedBefore = refused;
      if (result.kind === 'timeout') {
        return { kind: 'delayed', detail: `${result.pendingRecords} export requests wait in the spool.` };
      }
      return grown > 0 ? { kind: 'failed', detail: watch.lastRefusal() } : { kind: 'ok' };
    },
  };
}

function refusedCount({ dropped, rejectedProfiles }: DeliveryStats): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, Number(rejectedProfiles));
}
