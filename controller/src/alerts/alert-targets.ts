import type { Selector } from '@meshprof/contracts';
import { compileSelector, type SelectorLabels } from '@meshprof/contracts/selector-match';
import type { TargetId } from '../storage/ids.ts';
import type { InventoryRow } from '../targets/inventory-store.ts';
import type { SessionLimits } from '../targets/session-limits.ts';
import type { Inventory } from '../tasks/choose-targets.ts';

/** Of one selector; an alert that means more is hardly one that starts a task. */
const MAX_ROWS_KEPT = 1_000;

export interface FoundTargets {
  /** Those that a task would profile now. */
  readonly runnable: readonly TargetId[];
  /** Why there is none, if there is none. */
  readonly detail: string;
}

/**
 * Which processes a selector means, looked up once a batch of alerts: a storm names the same pods again and again. As an
 * inventory it gives the same processes to whoever makes the tasks.
 */
export class AlertTargets implements Inventory {
  readonly #inventory: Inventory;
  readonly #known = new Map<string, Promise<FoundTargets>>();
  /** Of selectors that match few. */
  readonly #rows = new Map<string, readonly InventoryRow[]>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  async *matching(
    selector: Selector,
    matches: (labels: SelectorLabels) => boolean
  ): AsyncGenerator<readonly InventoryRow[]> {
    const known = this.#rows.get(JSON.stringify(selector));
    if (known === undefined) yield* this.#inventory.matching(selector, matches);
    else yield known;
  }

  byIds(ids: readonly TargetId[]): Promise<InventoryRow[]> {
    return this.#inventory.byIds(ids);
  }

  isReachable(row: InventoryRow): boolean {
    return this.#inventory.isReachable(row);
  }

  sessionLimits(rows: readonly Pick<InventoryRow, 'agent_id'>[]): Promise<SessionLimits> {
    return this.#inventory.sessionLimits(rows);
  }

  find(selector: Selector): Promise<FoundTargets> {
    const key = JSON.stringify(selector);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find(selector);
    this.#known.set(key, found);
    return found;
  }

  async #find(selector: Selector): Promise<FoundTargets> {
    const compiled = compileSelector(selector);
    if (!compiled.ok) return { runnable: [], detail: compiled.message };
    const kept: InventoryRow[] = [];
    const runnable: TargetId[] = [];
    let count = 0;
    let reason: string | undefined;
    for await (const rows of this.#inventory.matching(selector, compiled.matches)) {
      count += rows.length;
      if (count <= MAX_ROWS_KEPT) kept.push(...rows);
      for (const row of rows.filter((each) => this.isReachable(each))) {
        reason ??= row.reason;
        if (row.verdict === 'profilable') runnable.push(row.id);
      }
    }
    if (count <= MAX_ROWS_KEPT) this.#rows.set(JSON.stringify(selector), kept);
    if (count === 0) return { runnable, detail: '' };
    if (reason === undefined) return { runnable, detail: 'What matches is on nodes whose agents do not answer.' };
    return { runnable, detail: `What matches cannot be profiled: ${reason}` };
  }
}
