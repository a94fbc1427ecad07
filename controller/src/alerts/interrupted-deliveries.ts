import type { Storage } from '../storage/open-storage.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';

/** A delivery that is `received` for longer than any request takes belongs to a controller that has ended. */
const INTERRUPTED_AFTER_MS = 10_000;
const ROWS_A_ROUND = 100;

export function findInterrupted(storage: Storage, nowMs: number): Promise<AlertDeliveryRow[]> {
  return storage
    .selectFrom('alert_deliveries')
    .selectAll()
    .where('outcome', '=', 'received')
    .where('received_at_ms', '<', nowMs - INTERRUPTED_AFTER_MS)
    .orderBy('received_at_ms')
    .limit(ROWS_A_ROUND)
    .execute();
}
