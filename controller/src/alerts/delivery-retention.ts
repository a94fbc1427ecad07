import type { AlertSettings } from '@meshprof/contracts';
import type { Storage } from '../storage/open-storage.ts';

/** Rejected requests are noise of one wrong setting; they must not push out what alerts did. */
const KEEP_REJECTED = 100;

/** Deletes old deliveries. Whether an alert is new is judged by what is kept, so age counts from its last notification. */
export async function pruneDeliveries(
  storage: Storage,
  settings: Pick<AlertSettings, 'keepDays' | 'keepDeliveries'>,
  nowMs: number
): Promise<void> {
  const tooOld = nowMs - settings.keepDays * 86_400_000;
  await storage.deleteFrom('alert_deliveries').where('last_received_at_ms', '<', tooOld).execute();
  await storage.deleteFrom('alert_cooldowns').where('until_ms', '<=', nowMs).execute();
  await keepNewest(storage, { isRejected: true, count: KEEP_REJECTED });
  await keepNewest(storage, { isRejected: false, count: settings.keepDeliveries });
}

async function keepNewest(storage: Storage, { isRejected, count }: { isRejected: boolean; count: number }) {
  const operator = isRejected ? '=' : '!=';
  const oldestKept = await storage
    .selectFrom('alert_deliveries')
    .select(['received_at_ms', 'id'])
    .where('outcome', operator, 'rejected')
    .orderBy('received_at_ms', 'desc')
    .orderBy('id', 'desc')
    .offset(count - 1)
    .limit(1)
    .executeTakeFirst();
  if (oldestKept === undefined) return;
  await storage
    .deleteFrom('alert_deliveries')
    .where('outcome', operator, 'rejected')
    .where((eb) =>
      eb.or([
        eb('received_at_ms', '<', oldestKept.received_at_ms),
        eb.and([eb('received_at_ms', '=', oldestKept.received_at_ms), eb('id', '<', oldestKept.id)]),
      ])
    )
    .execute();
}
