/** One change, as it is kept. Rows are never updated; migrations/0003-audit.ts has the database refuse it. */
export interface AuditEntryRow {
  /** Sorts like the time, and within a millisecond as the changes of one process happened. */
  id: string;
  at_ms: number;
  actor: string;
  action: string;
  object_kind: string;
  object_id: string;
  before_json: string | null;
  after_json: string | null;
}

/** One row: entries from before this time may be deleted, as the retention asks; the database refuses all others. */
export interface AuditRetentionRow {
  id: number;
  kept_from_ms: number;
}
