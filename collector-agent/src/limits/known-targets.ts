import type { Target } from '@meshprof/contracts';
import type { Inventory } from '../discovery/inventory.ts';

/** A look at all of /proc for an unknown pid, at most this often: the controller may name any number of them. */
const LOOK_AGAIN_MS = 1_000;

/** The processes of this node as the agent itself found them: what a controller says about one is not evidence. */
export class KnownTargets implements Inventory {
  readonly #inventory: Inventory;
  #targets: readonly Target[] = [];
  #lookedAtMs = -Infinity;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  list(): Target[] {
    const targets = this.#inventory.list();
    this.#targets = targets;
    this.#lookedAtMs = performance.now();
    return targets;
  }

  /** As of the last look. */
  get latest(): readonly Target[] {
    return this.#targets;
  }

  find(process: { readonly pid: number; readonly startTimeTicks: string }): Target | undefined {
    const isIt = (target: Target): boolean =>
      target.pid === process.pid && target.startTimeTicks === process.startTimeTicks;
    const known = this.#targets.find(isIt);
    if (known !== undefined || performance.now() - this.#lookedAtMs < LOOK_AGAIN_MS) return known;
    return this.list().find(isIt);
  }
}
