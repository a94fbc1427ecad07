import type { Driver, Snapshot } from '../drivers/driver.ts';
import type { Outcome } from '../drivers/outcome.ts';
import type { RestoreRecord } from '../journal/journal-records.ts';

export type Sleep = (ms: number) => Promise<void>;

/** A proxy that is being started anew, or an API server that is busy, may take its time: two minutes in all. */
const RETRY_AFTER_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000] as const;

/**
 * Answers with one and the same other configuration, each after the driver's own wait for the right one. It then holds
 * something that is not ours to take away, and whoever is to look at it should hear of it at once.
 */
const SAME_OTHER_ANSWERS = 5;

export interface RestoreParts {
  /** Made anew where the last one failed: a proxy that came back is another process. */
  readonly openDriver: (isRetry: boolean) => Promise<Outcome<Driver>>;
  readonly snapshot: Snapshot;
  readonly sleep: Sleep;
  /** After each attempt. */
  readonly onAttempt: (record: RestoreRecord) => void;
}

/** Puts the proxy back until its own hash says that it is as before; false if it cannot be brought to say so. */
export async function restoreProxy({ openDriver, snapshot, sleep, onAttempt }: RestoreParts): Promise<boolean> {
  const others: string[] = [];
  for (const [attempt, pauseMs] of [0, ...RETRY_AFTER_MS].entries()) {
    await sleep(pauseMs);
    const driver = await openDriver(attempt > 0);
    const restored = driver.ok ? await driver.value.restore(snapshot) : driver;
    if (!restored.ok) {
      onAttempt({ hash: '', proven: false, detail: restored.detail });
      continue;
    }
    const { hash, proven, notes } = restored.value;
    const isAsBefore = proven && hash === snapshot.hash;
    onAttempt({
      hash,
      proven: isAsBefore,
      ...(notes !== undefined && { notes: [...notes] }),
      ...(!isAsBefore && { detail: `The proxy's configuration has the hash ${hash}, before it had ${snapshot.hash}.` }),
    });
    if (isAsBefore) return true;
    others.push(hash);
    const last = others.slice(-SAME_OTHER_ANSWERS);
    if (last.length === SAME_OTHER_ANSWERS && last.every((other) => other === hash)) return false;
  }
  return false;
}
