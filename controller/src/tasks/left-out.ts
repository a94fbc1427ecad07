import type { InventoryRow } from '../targets/inventory-store.ts';

export const MAX_EXAMPLES = 10;

/** Processes that are left out for one reason. */
export interface LeftOutGroup {
  readonly count: number;
  /** The first MAX_EXAMPLES. */
  readonly examples: readonly InventoryRow[];
}

/** Counts processes by the reason why they are left out; half a million of them take no memory. */
export class LeftOut {
  readonly #groups = new Map<string, { count: number; examples: InventoryRow[] }>();

  add(reasonCode: string, row: InventoryRow): void {
    this.addMany(reasonCode, { count: 1, examples: [row] });
  }

  addMany(reasonCode: string, { count, examples }: LeftOutGroup): void {
    if (count === 0) return;
    const group = this.#groups.get(reasonCode) ?? { count: 0, examples: [] };
    this.#groups.set(reasonCode, group);
    group.count += count;
    group.examples.push(...examples.slice(0, MAX_EXAMPLES - group.examples.length));
  }

  get groups(): ReadonlyMap<string, LeftOutGroup> {
    return this.#groups;
  }

  count(reasonCode: string): number {
    return this.#groups.get(reasonCode)?.count ?? 0;
  }
}
