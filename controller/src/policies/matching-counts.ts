import type { Policy, Selector } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { InventoryStore } from '../targets/inventory-store.ts';

/** A page that stays open asks again and again; what it shows may be this old. */
const REMEMBERED_MS = 5_000;
/** Selectors that are remembered; a list has a few. */
const MAX_REMEMBERED = 500;

/** How many profilable processes a selector matches now. */
export class MatchingCounts {
  readonly #inventory: Pick<InventoryStore, 'matching'>;
  readonly #now: () => number;
  readonly #remembered = new Map<string, { readonly atMs: number; readonly count: Promise<number> }>();

  constructor(inventory: Pick<InventoryStore, 'matching'>, now: () => number) {
    this.#inventory = inventory;
    this.#now = now;
  }

  async count(selector: Selector | undefined): Promise<number> {
    if (selector === undefined) return 0;
    const compiled = compileSelector(selector);
    if (!compiled.ok) return 0;
    let count = 0;
    for await (const rows of this.#inventory.matching(selector, compiled.matches)) {
      count += rows.filter(({ verdict }) => verdict === 'profilable').length;
    }
    return count;
  }

  /** With what a trigger watches; the other kinds count their processes themselves. */
  async addTo(policy: Policy): Promise<Policy> {
    const { rule } = policy;
    if (rule.kind !== 'trigger' || rule.selector === undefined) return policy;
    return { ...policy, matching: await this.#recent(rule.selector) };
  }

  #recent(selector: Selector): Promise<number> {
    const key = JSON.stringify(selector);
    const known = this.#remembered.get(key);
    if (known !== undefined && Math.abs(this.#now() - known.atMs) < REMEMBERED_MS) return known.count;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    const count = this.count(selector);
    this.#remembered.set(key, { atMs: this.#now(), count });
    // What failed is asked again.
    count.catch(() => this.#remembered.delete(key));
    return count;
  }
}
