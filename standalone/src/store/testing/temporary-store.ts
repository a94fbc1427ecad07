import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pino from 'pino';
import type { Limits, Retention } from '../store-config.ts';
import { createStore } from '../store.ts';
import type { Store } from '../store-types.ts';
import { OtlpClient } from './otlp-client.ts';

export const silent = pino({ level: 'silent' });
export const ANY_PORT = { host: '127.0.0.1', port: 0 } as const;

export interface StoreSettings {
  readonly limits?: Partial<Limits>;
  readonly retention?: Partial<Retention>;
}

/** A store in a folder of its own. `remove()` ends and deletes it; with a test's context that happens by itself. */
export class TemporaryStore {
  readonly dataDir: string;
  store: Store;
  readonly #settings: StoreSettings;
  readonly #clients: OtlpClient[] = [];

  static async open(settings: StoreSettings = {}, folder?: string): Promise<TemporaryStore> {
    const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'meshprof-store-')));
    return new TemporaryStore(dataDir, settings, await createStore({ dataDir, logger: silent, ...settings }));
  }

  static async during(test: TestContext, settings?: StoreSettings, folder?: string): Promise<TemporaryStore> {
    const temporary = await TemporaryStore.open(settings, folder);
    test.after(() => temporary.remove());
    return temporary;
  }

  private constructor(dataDir: string, settings: StoreSettings, store: Store) {
    this.dataDir = dataDir;
    this.#settings = settings;
    this.store = store;
  }

  /** Closes the store and opens it again on the same data. */
  async reopen(settings = this.#settings): Promise<void> {
    await this.#close();
    this.store = await createStore({ dataDir: this.dataDir, logger: silent, ...settings });
  }

  /** A client of a new gRPC receiver of the store. */
  async client(options: { gzip?: boolean } = {}): Promise<OtlpClient> {
    const { port } = await this.store.startOtlpGrpc(ANY_PORT);
    const client = new OtlpClient(port, options);
    this.#clients.push(client);
    return client;
  }

  async remove(): Promise<void> {
    await this.#close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.store.close();
  }
}
