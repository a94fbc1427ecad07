import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Limits, Retention } from '../store-config.ts';
import { createStore } from '../store.ts';
import type { Store } from '../store-types.ts';

export const silent = pino({ level: 'silent' });
export const ANY_PORT = { host: '127.0.0.1', port: 0 } as const;

export interface TemporaryStore {
  readonly store: Store;
  readonly dataDir: string;
  /** Closes the store and opens it again on the same data. */
  reopen(options?: StoreSettings): Promise<TemporaryStore>;
  remove(): Promise<void>;
}

interface StoreSettings {
  readonly limits?: Partial<Limits>;
  readonly retention?: Partial<Retention>;
}

export async function temporaryStore(settings: StoreSettings = {}, folder?: string): Promise<TemporaryStore> {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'meshprof-store-')));
  const store = await createStore({ dataDir, logger: silent, ...settings });
  return {
    store,
    dataDir,
    reopen: async (options = settings) => {
      await store.close();
      return temporaryStore(options, dataDir);
    },
    remove: async () => {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
