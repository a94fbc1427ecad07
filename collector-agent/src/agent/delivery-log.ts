import type { EventLog } from '../logs/event-log.ts';
import type { Logger } from '../logs/logger.ts';
import type { DeliveryEvent } from '../spool/delivery-types.ts';

/** Says what happens to exports: a loss is also an event, because whoever misses a profile looks there. */
export function logDeliveryEvent(event: DeliveryEvent, logger: Logger, events: EventLog): void {
  switch (event.kind) {
    case 'sent':
      if (event.rejectedProfiles > 0n) logLoss('rejected', event.message, { logger, events });
      else logger.debug({ sizeBytes: event.sizeBytes }, 'profiles sent');
      return;
    case 'retry':
      // The first says that the endpoint is away; the rest would only fill the log.
      if (event.attempt === 1) logger.warn({ reason: event.reason }, 'profiles could not be sent; trying again');
      return;
    case 'dropped':
      logLoss(event.cause, event.reason, { logger, events });
      return;
    case 'disk-error':
      logger.error({ reason: event.reason }, 'the spool cannot use its disk');
  }
}

function logLoss(cause: string, reason: string, { logger, events }: { logger: Logger; events: EventLog }): void {
  logger.error({ cause, reason }, 'profiles were lost');
  const body = `profiles were lost: ${cause}: ${reason}`;
  events.emit({ name: 'meshprof.export.dropped', body, isBad: true, attributes: { cause } });
}
