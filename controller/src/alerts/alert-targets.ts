import type { Selector } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { TargetId } from '../storage/ids.ts';
import { type InventoryRow, labelsOf } from '../targets/inventory-store.ts';
import type { SessionLimits } from '../targets/session-limits.ts';
import type { Inventory } from '../tasks/choose-targets.ts';

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
  readonly #rows = new Map<string, Promise<InventoryRow[]>>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  candidates(selector: Selector): Promise<InventoryRow[]> {
    const key = JSON.stringify(selector);
    const rows = this.#rows.get(key) ?? this.#inventory.candidates(selector);
    this.#rows.set(key, rows);
    return rows;
  }

  isReachable(row: InventoryRow): boolean {
    return this.#inventory.isReachable(row);
  }

  sessionLimits(rows: readonly InventoryRow[]): Promise<SessionLimits> {
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
    const matching = (await this.candidates(selector)).filter((row) => compiled.matches(labelsOf(row)));
    if (matching.length === 0) return { runnable: [], detail: '' };
    const reachable = matching.filter((row) => this.isReachable(row));
    const runnable = reachable.filter((row) => row.verdict === 'profilable').map((row) => row.id);
    if (reachable.length === 0) return { runnable, detail: 'What matches is on nodes whose agents do not answer.' };
    return { runnable, detail: `What matches cannot be profiled: ${reachable[0]?.reason ?? ''}` };
  }
}
