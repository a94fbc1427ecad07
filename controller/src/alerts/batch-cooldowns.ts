import type { AlertSettings } from '@meshprof/contracts';
import type { TargetId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { findCooling } from './delivery-store.ts';

/** Cool-downs as one batch of alerts sees them: those stored, and those that the batch itself is about to begin. */
export class BatchCooldowns {
  readonly #storage: Storage;
  readonly #isOff: boolean;
  readonly #begun = new Set<TargetId>();
  readonly #stored = new Map<string, Promise<ReadonlySet<TargetId>>>();

  constructor(storage: Storage, { cooldownMs }: Pick<AlertSettings, 'cooldownMs'>) {
    this.#storage = storage;
    this.#isOff = cooldownMs === 0;
  }

  begin(targetIds: readonly TargetId[]): void {
    for (const id of targetIds) this.#begun.add(id);
  }

  /** Whether it runs for all of them. */
  async isRunning(targetIds: readonly TargetId[], nowMs: number): Promise<boolean> {
    if (this.#isOff) return false;
    const others = targetIds.filter((id) => !this.#begun.has(id));
    if (others.length === 0) return true;
    const key = others.join(' ');
    const stored = this.#stored.get(key) ?? findCooling(this.#storage, others, nowMs);
    this.#stored.set(key, stored);
    return (await stored).size === others.length;
  }
}
