import type { AuditEntry } from '@meshprof/contracts';
import type { Storage } from '../storage/open-storage.ts';
import type { AuditEntryRow } from './audit-rows.ts';

export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly objectKind?: string;
  readonly objectId?: string;
  /** Unix milliseconds: from the first, before the second. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** Place of an entry in the list: newest first. */
export type AuditPosition = readonly [atMs: number, id: string];

const COLUMNS = {
  actor: 'actor',
  action: 'action',
  objectKind: 'object_kind',
  objectId: 'object_id',
} as const satisfies Partial<Record<keyof AuditFilter, keyof AuditEntryRow>>;

export async function listAuditEntries(
  storage: Storage,
  { fromMs, toMs, ...equal }: AuditFilter,
  page: { limit: number; after?: AuditPosition }
): Promise<AuditEntry[]> {
  let query = storage.selectFrom('audit_entries').selectAll();
  query = query.orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(page.limit);
  for (const [key, value] of Object.entries(equal) as [keyof typeof COLUMNS, string][]) {
    query = query.where(COLUMNS[key], '=', value);
  }
  if (fromMs !== undefined) query = query.where('at_ms', '>=', fromMs);
  if (toMs !== undefined) query = query.where('at_ms', '<', toMs);
  if (page.after !== undefined) {
    const [atMs, id] = page.after;
    query = query.where((eb) => eb.or([eb('at_ms', '<', atMs), eb.and([eb('at_ms', '=', atMs), eb('id', '<', id)])]));
  }
  return (await query.execute()).map(toEntry);
}

function toEntry(row: AuditEntryRow): AuditEntry {
  return {
    id: row.id,
    at: new Date(row.at_ms).toISOString(),
    actor: row.actor,
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    ...(row.before_json !== null && { before: JSON.parse(row.before_json) as unknown }),
    ...(row.after_json !== null && { after: JSON.parse(row.after_json) as unknown }),
  };
}
