import type { AlertOutcome, AlertSource } from '@meshprof/contracts';
import { sql } from 'kysely';
import { chunksOf } from '../storage/chunks.ts';
import type { TargetId, TaskId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { holdsWord } from '../storage/text-search.ts';
import type { Trx } from '../tasks/task-store.ts';
import type { AlertDeliveryRow, DeliveryId } from './delivery-rows.ts';

/** Place of a delivery in the list: newest first. */
export type DeliveryPosition = readonly [receivedAtMs: number, id: DeliveryId];

export async function findByKeys(storage: Storage, keys: readonly string[]): Promise<AlertDeliveryRow[]> {
  const rows: AlertDeliveryRow[] = [];
  for (const part of chunksOf(keys)) {
    rows.push(...(await storage.selectFrom('alert_deliveries').selectAll().where('alert_key', 'in', part).execute()));
  }
  return rows;
}

export function findDelivery(storage: Storage, id: DeliveryId): Promise<AlertDeliveryRow | undefined> {
  return storage.selectFrom('alert_deliveries').selectAll().where('id', '=', id).executeTakeFirst();
}

export interface DeliveryFilter {
  readonly outcome?: AlertOutcome | undefined;
  readonly source?: AlertSource | undefined;
  /** Part of the alert's name. */
  readonly alert?: string | undefined;
}

export function listDeliveries(
  storage: Storage,
  { outcome, source, alert }: DeliveryFilter,
  page: { limit: number; after?: DeliveryPosition }
): Promise<AlertDeliveryRow[]> {
  let query = storage.selectFrom('alert_deliveries').selectAll();
  query = query.orderBy('received_at_ms', 'desc').orderBy('id', 'desc').limit(page.limit);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (source !== undefined) query = query.where('source', '=', source);
  if (alert !== undefined) query = query.where(holdsWord(['alert_name'], alert.toLowerCase()));
  if (page.after !== undefined) {
    const [receivedAtMs, id] = page.after;
    query = query.where((eb) =>
      eb.or([
        eb('received_at_ms', '<', receivedAtMs),
        eb.and([eb('received_at_ms', '=', receivedAtMs), eb('id', '<', id)]),
      ])
    );
  }
  return query.execute();
}

/** Answers the ids that were stored: another replica may have been faster with the same alert. */
export async function insertDeliveries(trx: Trx, rows: readonly AlertDeliveryRow[]): Promise<Set<DeliveryId>> {
  const stored = new Set<DeliveryId>();
  for (const part of chunksOf(rows)) {
    const inserted = await trx
      .insertInto('alert_deliveries')
      .values(part)
      .onConflict((conflict) => conflict.column('alert_key').doNothing())
      .returning('id')
      .execute();
    for (const { id } of inserted) stored.add(id);
  }
  return stored;
}

export async function saveDelivery(trx: Trx, { id, ...columns }: AlertDeliveryRow): Promise<void> {
  await trx.updateTable('alert_deliveries').set(columns).where('id', '=', id).execute();
}

/** Notes their tasks, in one statement however many they are. */
export async function acceptDeliveries(trx: Trx, taskIds: ReadonlyMap<DeliveryId, TaskId>): Promise<void> {
  for (const part of chunksOf([...taskIds])) {
    const cases = part.map(([id, taskId]) => sql`when ${id} then ${taskId}`);
    await trx
      .updateTable('alert_deliveries')
      .set({ outcome: 'accepted', task_id: sql<string>`case id ${sql.join(cases, sql` `)} end` })
      .where(
        'id',
        'in',
        part.map(([id]) => id)
      )
      .execute();
  }
}

/**
 * Starts the cool-down of these processes and answers those for which it was not running. One statement a part decides,
 * so that two replicas never both begin.
 */
export async function claimCooldowns(
  trx: Trx,
  targetIds: Iterable<TargetId>,
  { nowMs, untilMs }: { nowMs: number; untilMs: number }
): Promise<Set<TargetId>> {
  const claimed = new Set<TargetId>();
  // Sorted, so that two replicas do not wait for each other.
  for (const part of chunksOf([...new Set(targetIds)].sort())) {
    const rows = await trx
      .insertInto('alert_cooldowns')
      .values(part.map((target_id) => ({ target_id, until_ms: untilMs })))
      .onConflict((conflict) =>
        conflict
          .column('target_id')
          .doUpdateSet((eb) => ({ until_ms: eb.ref('excluded.until_ms') }))
          .where('alert_cooldowns.until_ms', '<=', nowMs)
      )
      .returning('target_id')
      .execute();
    for (const { target_id } of rows) claimed.add(target_id);
  }
  return claimed;
}

/** Those of these processes whose cool-down runs. */
export async function findCooling(
  storage: Storage,
  targetIds: readonly TargetId[],
  nowMs: number
): Promise<ReadonlySet<TargetId>> {
  const cooling = new Set<TargetId>();
  for (const part of chunksOf(targetIds)) {
    const rows = await storage
      .selectFrom('alert_cooldowns')
      .select('target_id')
      .where('target_id', 'in', part)
      .where('until_ms', '>', nowMs)
      .execute();
    for (const { target_id } of rows) cooling.add(target_id);
  }
  return cooling;
}

export async function countActiveAlertTasks(storage: Storage): Promise<number> {
  const { n } = await storage
    .selectFrom('tasks')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('origin', '=', 'alert')
    .where('state', 'in', ['scheduled', 'dispatching', 'running', 'draining'])
    .executeTakeFirstOrThrow();
  return Number(n);
}
