import type { EventLog } from '../events/event-log.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';

/** Tells of a delivery's new outcome, or with `resolved` of the end of its alert. */
export function deliveryChanged(
  events: EventLog,
  row: AlertDeliveryRow,
  change: { readonly state: string; readonly from: string | undefined }
): void {
  events.emit({
    name: 'meshprof.alert_delivery.state',
    body: `alert delivery ${row.id} is ${change.state}`,
    isBad: change.state === 'refused' || change.state === 'rejected',
    attributes: {
      delivery_id: row.id,
      state: change.state,
      source: row.source,
      alert_name: row.alert_name,
      fingerprint: row.fingerprint,
      ...(change.from !== undefined && { previous_state: change.from }),
      ...(row.reason_code !== null && { reason_code: row.reason_code }),
      ...(row.task_id !== null && { task_id: row.task_id }),
    },
  });
}
