import type { AlertSettings } from '@meshprof/contracts';
import type { TargetId } from '../storage/ids.ts';
import type { Storage } from '../storage/open-storage.ts';
import { findCooling } from './delivery-store.ts';

/** Cool-downs as one batch of alerts sees them: those stored, and those that the batch itself is about to begin. */
export class BatchCooldowns {
  readonly #storage: Storage;
  readonly #isOff: boolean;
  readonly #begun = new Set<TargetId>();
  /** Of the processes that were looked up. */
  readonly #stored = new Map<TargetId, boolean>();

  constructor(storage: Storage, { cooldownMs }: Pick<AlertSettings, 'cooldownMs'>) {
    this.#storage = storage;
    this.#isOff = cooldownMs === 0;
  }

  /** Looks up all of these at once, so that `isRunning` need not one by one. */
  async load(targetIds: readonly TargetId[], nowMs: number): Promise<void> {
    const unknown = [...new Set(targetIds)].filter((id) => !this.#stored.has(id));
    if (this.#isOff || unknown.length === 0) return;
    const cooling = await findCooling(this.#storage, unknown, nowMs);
    for (const id of unknown) this.#stored.set(id, cooling.has(id));
  }

  begin(targetIds: readonly TargetId[]): void {
    for (const id of targetIds) this.#begun.add(id);
  }

  /** Whether it runs for all of them. */
  async isRunning(targetIds: readonly TargetId[], nowMs: number): Promise<boolean> {
    if (this.#isOff) return false;
    await this.load(targetIds, nowMs);
    return targetIds.every((id) => this.#begun.has(id) || this.#stored.get(id) === true);
  }
}
