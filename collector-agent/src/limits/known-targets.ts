import type { Target } from '@meshprof/contracts';
import type { Inventory } from '../discovery/inventory.ts';
import { readProcessStat } from '../discovery/process-facts.ts';

/** The processes of this node as the agent itself found them: what a controller says about one is not evidence. */
export class KnownTargets implements Inventory {
  readonly #inventory: Inventory;
  #targets: readonly Target[] = [];

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  list(): Target[] {
    const targets = this.#inventory.list();
    this.#targets = targets;
    return targets;
  }

  /** As of the last look. */
  get latest(): readonly Target[] {
    return this.#targets;
  }

  /**
   * Looks again for a process that is there and was not seen yet. A controller may name any number that do not exist:
   * those cost one small read each, not a look at all of /proc.
   */
  find({ pid, startTimeTicks }: { readonly pid: number; readonly startTimeTicks: string }): Target | undefined {
    const isIt = (target: Target): boolean => target.pid === pid && target.startTimeTicks === startTimeTicks;
    const known = this.#targets.find(isIt);
    if (known !== undefined || readProcessStat(pid)?.startTimeTicks !== startTimeTicks) return known;
    return this.list().find(isIt);
  }
}
