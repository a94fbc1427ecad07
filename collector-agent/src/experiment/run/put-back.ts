import type { ExperimentState } from '@meshprof/contracts';
import type { NewRecord } from '../journal/journal-records.ts';
import type { RunState } from '../journal/run-state.ts';
import { restoreProxy, type Sleep } from './restore-proxy.ts';
import type { RunEquipment } from './run-equipment.ts';

export interface PutBackParts {
  readonly state: () => RunState;
  readonly equipment: Pick<RunEquipment, 'driver'>;
  readonly append: (record: NewRecord) => void;
  readonly onNote: (sentence: string) => void;
  readonly sleep: Sleep;
  /** Whose name the journal gives to what is found changed. */
  readonly baseline: string;
}

/** `failed`: somebody is to look at the proxy. */
export type PutBackStep = 'verify' | 'restore-again' | 'proven' | 'failed';

/** How often a configuration that was put back may be found changed before it counts as not restored. */
const MAX_VERIFICATIONS = 3;

export const isRestoring = (state: ExperimentState): boolean => state === 'restoring' || state === 'verifying';

/** The two states in which a run gives the proxy back: it puts back what was, then asks whether it is so. */
export class PutBack {
  readonly #parts: PutBackParts;
  #verifications = 0;

  constructor(parts: PutBackParts) {
    this.#parts = parts;
  }

  async restore(): Promise<PutBackStep> {
    const { equipment, sleep, append, onNote } = this.#parts;
    const { snapshot, isChanged } = this.#parts.state();
    if (snapshot === undefined || !isChanged) return 'verify';
    const isRestored = await restoreProxy({
      openDriver: (isRetry) => equipment.driver({ isNew: isRetry }),
      snapshot,
      sleep,
      onAttempt: (record) => {
        append({ kind: 'restored', ...record });
        for (const note of record.notes ?? []) onNote(note);
        if (record.detail !== undefined) onNote(`not restored yet: ${record.detail}`);
      },
    });
    return isRestored ? 'verify' : 'failed';
  }

  /** Asks the proxy once more: what put it back is not what proves it. */
  async verify(): Promise<PutBackStep> {
    const { snapshot, restored } = this.#parts.state();
    if (snapshot === undefined || restored === undefined) return 'proven';
    const driver = await this.#parts.equipment.driver();
    const hash = driver.ok ? await driver.value.configHash() : driver;
    if (hash.ok && hash.value === snapshot.hash) return 'proven';
    this.#verifications++;
    if (this.#verifications >= MAX_VERIFICATIONS) return 'failed';
    // From here on it counts as changed again: only a restore that is proven takes that back.
    this.#parts.append({ kind: 'write', variant: this.#parts.baseline });
    return 'restore-again';
  }
}
