import { randomUUIDv7 } from 'node:crypto';
import type { AlertSource, ReasonCode } from '@meshprof/contracts';
import type { FastifyBaseLogger } from 'fastify';
import type { EventLog } from '../events/event-log.ts';
import { describeError } from '../storage/postgres-storage.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { AlertMetrics } from './alert-metrics.ts';
import { deliveryChanged } from './delivery-events.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';

/** Anybody can send wrong requests, so not each becomes a row. */
const LIST_EVERY_MS = 10_000;

interface RejectedParts {
  readonly storage: Storage;
  readonly events: EventLog;
  readonly metrics: AlertMetrics;
  readonly now: () => number;
  readonly log?: Pick<FastifyBaseLogger, 'error'>;
}

/** Lists requests that were turned away among the deliveries: who set up a sender wrongly looks there first. */
export class RejectedRequests {
  readonly #parts: RejectedParts;
  readonly #listed = new Map<string, { atMs: number; unlisted: number }>();

  constructor(parts: RejectedParts) {
    this.#parts = parts;
  }

  async note(source: AlertSource, reasonCode: ReasonCode, detail: string): Promise<void> {
    const nowMs = this.#parts.now();
    this.#parts.metrics.count({ source, outcome: 'rejected', reason_code: reasonCode });
    const kind = `${source} ${reasonCode}`;
    const last = this.#listed.get(kind);
    if (last !== undefined && Math.abs(nowMs - last.atMs) < LIST_EVERY_MS) {
      last.unlisted += 1;
      return;
    }
    this.#listed.set(kind, { atMs: nowMs, unlisted: 0 });
    const further =
      last === undefined || last.unlisted === 0 ? '' : ` ${last.unlisted} more came since the last one here.`;
    await this.#list(rejectedRow({ source, reasonCode, detail: `${detail}${further}`, nowMs }));
  }

  async #list(row: AlertDeliveryRow): Promise<void> {
    try {
      await this.#parts.storage.insertInto('alert_deliveries').values(row).execute();
    } catch (error) {
      // The request is refused anyway; that the list lacks it is for the log.
      this.#parts.log?.error(describeError(error), 'a rejected webhook could not be listed');
      return;
    }
    deliveryChanged(this.#parts.events, row, { state: row.outcome, from: undefined });
  }
}

function rejectedRow(of: { source: string; reasonCode: string; detail: string; nowMs: number }): AlertDeliveryRow {
  return {
    id: randomUUIDv7(),
    alert_key: null,
    source: of.source,
    outcome: 'rejected',
    reason_code: of.reasonCode,
    detail: of.detail,
    alert_name: '',
    fingerprint: '',
    starts_at_ms: null,
    labels_json: '{}',
    used_labels_json: '{}',
    selector_json: null,
    task_body_json: null,
    notes_json: '[]',
    task_id: null,
    request_hash: '',
    received_at_ms: of.nowMs,
    last_received_at_ms: of.nowMs,
    repeats: 0,
    resolved_at_ms: null,
  };
}
