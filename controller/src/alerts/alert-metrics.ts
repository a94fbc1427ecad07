import { Counter, type Registry } from 'prom-client';
import type { AlertDeliveryRow } from './delivery-rows.ts';

/** Counts what came of alerts. The labels are of fixed tables, never of what a sender wrote. */
export class AlertMetrics {
  readonly #outcomes: Counter;
  readonly #repeats: Counter;

  constructor(registry: Registry) {
    this.#outcomes = new Counter({
      name: 'meshprof_controller_alert_deliveries_total',
      help: 'Outcomes of alerts, and requests rejected as no alert (unsigned, or of another form).',
      labelNames: ['source', 'outcome', 'reason'],
      registers: [registry],
    });
    this.#repeats = new Counter({
      name: 'meshprof_controller_alert_repeats_total',
      help: 'Notifications of alerts that were known already.',
      labelNames: ['source'],
      registers: [registry],
    });
  }

  count(row: Pick<AlertDeliveryRow, 'source' | 'outcome' | 'reason_code'>): void {
    this.#outcomes.inc({ source: row.source, outcome: row.outcome, reason: row.reason_code ?? '' });
  }

  countRepeats(source: string, repeats: number): void {
    if (repeats > 0) this.#repeats.inc({ source }, repeats);
  }
}
