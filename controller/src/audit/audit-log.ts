import { randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import { chunksOf } from '../storage/chunks.ts';
import type { Schema } from '../storage/schema.ts';
import type { AuditEntryRow } from './audit-rows.ts';

/** A change that somebody or something made. */
export interface AuditEntry {
  /** `request.caller.author`, or `policy:<id>`, `alert:<delivery id>`, `agent:<id>`, `controller`. */
  readonly actor: string;
  /** `<object kind>.<verb>`, e.g. `task.cancel`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  /** The object as the API shows it, without secrets; absent where there was or is none. */
  readonly before?: object;
  readonly after?: object;
}

/** An object larger than this is noted by its size only; what a request may define is at most 64 KiB. */
const MAX_STATE_BYTES = 128 * 1024;

/** Appends to the audit log, in the transaction of the change itself: neither is stored without the other. */
export class AuditLog {
  readonly #now: () => number;
  #lastMs = 0;
  #sameMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  record(trx: Transaction<Schema>, entry: AuditEntry): Promise<void> {
    return this.recordAll(trx, [entry]);
  }

  async recordAll(trx: Transaction<Schema>, entries: readonly AuditEntry[]): Promise<void> {
    for (const some of chunksOf(entries)) {
      const rows = some.map((entry) => this.#row(entry));
      await trx.insertInto('audit_entries').values(rows).execute();
    }
  }

  #row(entry: AuditEntry): AuditEntryRow {
    const atMs = this.#now();
    return {
      id: this.#newId(atMs),
      at_ms: atMs,
      actor: entry.actor,
      action: entry.action,
      object_kind: entry.objectKind,
      object_id: entry.objectId,
      before_json: toJson(entry.before),
      after_json: toJson(entry.after),
    };
  }

  #newId(atMs: number): string {
    this.#sameMs = atMs === this.#lastMs ? this.#sameMs + 1 : 0;
    this.#lastMs = atMs;
    const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
    return `${hex(atMs, 12)}-${hex(this.#sameMs, 6)}-${randomBytes(8).toString('hex')}`;
  }
}

function toJson(state: object | undefined): string | null {
  if (state === undefined) return null;
  const json = JSON.stringify(state);
  const bytes = Buffer.byteLength(json);
  return bytes <= MAX_STATE_BYTES ? json : JSON.stringify({ omittedBytes: bytes });
}
