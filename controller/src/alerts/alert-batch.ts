import type { AlertSettings } from '@meshprof/contracts';
import { fewAtOnce } from '../storage/few-at-once.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Trx } from '../tasks/task-store.ts';
import type { TargetId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import type { Inventory } from '../tasks/choose-targets.ts';
import type { IncomingAlert } from './alert-payload.ts';
import { AlertTargets } from './alert-targets.ts';
import { BatchCooldowns } from './batch-cooldowns.ts';
import { applyEvaluation, newDelivery, noteRepetition, type Receipt, refuse } from './delivery-change.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';
import { claimCooldowns, countActiveAlertTasks, findByKeys, insertDeliveries, saveDelivery } from './delivery-store.ts';
import { evaluateAlert, type Evaluation } from './evaluate-alert.ts';

export interface BatchParts {
  readonly storage: Storage;
  readonly inventory: Inventory;
  readonly settings: AlertSettings;
}

/** The searches for a hundred alerts take less time than to open a connection for each that the pool may have. */
const SEARCHES_AT_ONCE = 2;

/** A delivery in memory, beside what was stored of it before this batch. */
export interface Draft {
  readonly row: AlertDeliveryRow;
  /** Undefined for a new one. */
  readonly before: AlertDeliveryRow | undefined;
  /** Processes that its task would profile: set while it wants one. */
  targetIds: readonly TargetId[];
  repeats: number;
}

/**
 * The deliveries of several requests, decided one after another and stored in one transaction: a synchronous write
 * costs milliseconds, which a thousand requests a second have to share.
 */
export class AlertBatch {
  readonly #parts: BatchParts;
  readonly #targets: AlertTargets;
  readonly #drafts = new Map<string, Draft>();
  readonly #cooldowns: BatchCooldowns;
  /** Of alerts that were looked at when the batch was loaded, as if there were room for them. */
  readonly #evaluated = new Map<IncomingAlert, Evaluation>();
  #room = 0;

  constructor(parts: BatchParts) {
    this.#parts = parts;
    this.#targets = new AlertTargets(parts.inventory);
    this.#cooldowns = new BatchCooldowns(parts.storage, parts.settings);
  }

  get drafts(): Iterable<Draft> {
    return this.#drafts.values();
  }

  /** As they were found for this batch. */
  get inventory(): Inventory {
    return this.#targets;
  }

  /** Loads what is known of these alerts. Call once, before `take`. */
  async load(alerts: readonly IncomingAlert[], nowMs: number): Promise<void> {
    const { settings, storage } = this.#parts;
    const keys = [...new Set(alerts.map(({ key }) => key))];
    const [rows, active] = await Promise.all([findByKeys(storage, keys), countActiveAlertTasks(storage)]);
    for (const row of rows) this.#remember(row, { ...row });
    this.#room = settings.maxTasks - active;
    // What `take` will ask for one after the other is asked for here at once. More than there is room for is not.
    const hopeful = alerts.filter(({ key, isFiring }) => isFiring && !this.#drafts.has(key));
    const context = { settings, targets: this.#targets, nowMs, hasRoom: true };
    await fewAtOnce(hopeful.slice(0, Math.max(0, this.#room)), SEARCHES_AT_ONCE, async (alert) => {
      this.#evaluated.set(alert, await evaluateAlert(alert, context));
    });
    const wanted = [...this.#evaluated.values()].flatMap((each) => (each.wants === 'task' ? each.targetIds : []));
    await this.#cooldowns.load(wanted, nowMs);
  }

  async take(alert: IncomingAlert, receipt: Receipt): Promise<AlertDeliveryRow> {
    const known = this.#drafts.get(alert.key);
    if (known === undefined) {
      const draft = this.#remember(newDelivery(alert, receipt), undefined);
      if (alert.isFiring) await this.#evaluate(draft, alert, receipt);
      return draft.row;
    }
    const repetition = noteRepetition(known.row, alert, receipt);
    if (repetition !== 'replay') known.repeats += 1;
    if (repetition === 'again') await this.#evaluate(known, alert, receipt);
    return known.row;
  }

  /** Stores everything. Drafts whose cool-down another alert was faster to claim become refused. */
  async store(nowMs: number): Promise<void> {
    const drafts = [...this.drafts].filter(({ row, before }) => before === undefined || !isSame(row, before));
    if (drafts.length === 0) return;
    const fresh = drafts.filter(({ before }) => before === undefined);
    // Repeated if another replica claims the same cool-downs in another order: what was refused then is so again.
    const stored = await inTransaction(this.#parts.storage, async (trx) => {
      await this.#claimCooldowns(trx, drafts, nowMs);
      for (const { row, before } of drafts) if (before !== undefined) await saveDelivery(trx, row);
      return insertDeliveries(
        trx,
        fresh.map(({ row }) => row)
      );
    });
    await this.#adoptForeign(fresh.filter(({ row }) => !stored.has(row.id)));
  }

  /** A draft needs one process whose cool-down neither another replica nor a draft before it has begun. */
  async #claimCooldowns(trx: Trx, drafts: readonly Draft[], nowMs: number): Promise<void> {
    const { cooldownMs } = this.#parts.settings;
    if (cooldownMs === 0) return;
    const untilMs = nowMs + cooldownMs;
    const targetIds = drafts.flatMap((draft) => draft.targetIds);
    const free = await claimCooldowns(trx, targetIds, { nowMs, untilMs });
    for (const { row, targetIds } of drafts) {
      if (targetIds.length === 0) continue;
      const claimed = targetIds.filter((id) => free.delete(id));
      if (claimed.length === 0 && row.outcome === 'received') refuse(row, 'alert-cooling-down');
    }
  }

  /** Another replica stored the same alerts meanwhile: theirs count. */
  async #adoptForeign(lost: readonly Draft[]): Promise<void> {
    const keys = lost.flatMap(({ row }) => row.alert_key ?? []);
    if (keys.length === 0) return;
    for (const theirs of await findByKeys(this.#parts.storage, keys)) {
      const draft = this.#drafts.get(theirs.alert_key ?? '');
      if (draft !== undefined) Object.assign(draft.row, theirs);
    }
  }

  #remember(row: AlertDeliveryRow, before: AlertDeliveryRow | undefined): Draft {
    const draft: Draft = { row, before, targetIds: [], repeats: 0 };
    if (row.alert_key !== null) this.#drafts.set(row.alert_key, draft);
    return draft;
  }

  async #evaluate(draft: Draft, alert: IncomingAlert, { nowMs }: Receipt): Promise<void> {
    const { settings } = this.#parts;
    const hasRoom = this.#room > 0;
    const context = { settings, targets: this.#targets, nowMs, hasRoom };
    const evaluation = (hasRoom && this.#evaluated.get(alert)) || (await evaluateAlert(alert, context));
    applyEvaluation(draft.row, evaluation);
    if (evaluation.wants !== 'task') return;
    // The claim in `store` decides; looked at here, so that an alert without a chance takes no other's place.
    if (await this.#cooldowns.isRunning(evaluation.targetIds, nowMs)) {
      refuse(draft.row, 'alert-cooling-down');
      return;
    }
    draft.targetIds = evaluation.targetIds;
    this.#cooldowns.begin(evaluation.targetIds);
    this.#room -= 1;
  }
}

function isSame(a: AlertDeliveryRow, b: AlertDeliveryRow): boolean {
  return (Object.keys(b) as (keyof AlertDeliveryRow)[]).every((column) => a[column] === b[column]);
}
