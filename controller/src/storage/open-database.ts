import { DatabaseClock } from './database-clock.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { ALWAYS_LEADER, type Leadership } from './leadership.ts';
import { openStorageAt, type Storage, type StorageOptions } from './open-storage.ts';
import type { DatabaseLog } from './postgres-storage.ts';
import { ReplicaSession } from './replica-session.ts';

/** A database with what replicas that share it need of each other. */
export interface Database {
  readonly storage: Storage;
  readonly leadership: Leadership;
  /** Unix milliseconds, by one clock for all replicas. */
  readonly now: () => number;
  /** Hears of agents whose assignments any replica changed; of `undefined` where it may be any agent. */
  watchAssignments(listener: (agentId: string | undefined) => void): void;
  close(): Promise<void>;
}

/** `database` is a SQLite file or a URL; see database-url.ts. Throws if it cannot be used. */
export async function openDatabase(
  database: string,
  options: Omit<StorageOptions, 'log'> & { log: DatabaseLog }
): Promise<Database> {
  const location = parseDatabaseUrl(database);
  const storage = await openStorageAt(location, options);
  if (location.kind === 'sqlite') {
    const watchAssignments = () => undefined;
    return { storage, leadership: ALWAYS_LEADER, now: Date.now, watchAssignments, close: () => storage.destroy() };
  }
  const clock = new DatabaseClock();
  let listener: (agentId: string | undefined) => void = () => undefined;
  const onAssignmentsChanged = (agentId: string | undefined) => listener(agentId);
  const session = new ReplicaSession({ client: location.client, clock, log: options.log, onAssignmentsChanged });
  await session.ready;
  return {
    storage,
    leadership: session,
    now: clock.now,
    watchAssignments: (watcher) => {
      listener = watcher;
    },
    close: async () => {
      await session.close();
      await storage.destroy();
    },
  };
}
