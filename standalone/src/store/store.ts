import { createMetrics } from './api/metrics.ts';
import { startQueryServer } from './api/query-api.ts';
import { startGrpcReceiver } from './otlp/grpc-receiver.ts';
import { startHttpReceiver } from './otlp/http-receiver.ts';
import { Ingest } from './otlp/ingest.ts';
import { isDiskError, openDatabase } from './persistence/database.ts';
import { DiskSpace } from './persistence/disk-space.ts';
import { LogFiles } from './persistence/log-files.ts';
import { ProfileWriter } from './persistence/profile-writer.ts';
import { RetentionRun } from './persistence/retention.ts';
import { SeriesIndex } from './persistence/series-index.ts';
import { DatabaseQuery } from './query/store-query.ts';
import { withDefaults } from './store-config.ts';
import type { Listener, ListenOptions, Store, StoreOptions, StoreStats } from './store-types.ts';

/**
 * Opens the profile store in a folder. Rejects with `StoreOpenError` if the folder cannot be used: not writable, in
 * use by another process, or written by a newer version.
 */
export async function createStore(options: StoreOptions): Promise<Store> {
  const store = new EmbeddedStore(options);
  try {
    await store.enforceRetention();
  } catch (error) {
    // A full disk may not even take a deletion; what is there can still be read.
    if (!isDiskError(error)) throw error;
    options.logger.warn({ err: error }, 'retention failed at the start');
  }
  store.startRetention();
  return store;
}

class EmbeddedStore implements Store {
  readonly query: DatabaseQuery;
  readonly #database: ReturnType<typeof openDatabase>;
  readonly #config: ReturnType<typeof withDefaults>;
  readonly #options: StoreOptions;
  readonly #series: SeriesIndex;
  readonly #writer: ProfileWriter;
  readonly #logs: LogFiles;
  readonly #disk: DiskSpace;
  readonly #ingest: Ingest;
  readonly #retention: RetentionRun;
  readonly #listeners = new Set<Listener>();
  #retentionTimer: NodeJS.Timeout | undefined;
  #retentionRun: ReturnType<RetentionRun['run']> | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#config = withDefaults(options);
    const { limits, retention } = this.#config;
    const database = (this.#database = openDatabase(options.dataDir));
    const series = (this.#series = new SeriesIndex(database, limits.maxSeries));
    const logs = (this.#logs = new LogFiles(options.dataDir));
    const writer = (this.#writer = new ProfileWriter({ database, series, maxPendingBytes: limits.maxPendingBytes }));
    const disk = (this.#disk = new DiskSpace(options.dataDir, limits.minFreeDiskBytes));
    this.#ingest = new Ingest({ writer, logs, disk, limits, logger: options.logger });
    this.#retention = new RetentionRun({ database, series, logs, retention });
    this.query = new DatabaseQuery({ database, series, limits });
  }

  startOtlpGrpc(listen: ListenOptions): Promise<Listener> {
    return this.#listen(startGrpcReceiver({ ...listen, ...this.#receiver() }));
  }

  startOtlpHttp(listen: ListenOptions): Promise<Listener> {
    return this.#listen(startHttpReceiver({ ...listen, ...this.#receiver() }));
  }

  startQueryApi(listen: ListenOptions): Promise<Listener> {
    const options = {
      ...listen,
      query: this.query,
      maxBodyBytes: this.#config.limits.maxQueryBodyBytes,
      metrics: createMetrics(() => ({ stats: this.stats(), counters: this.#ingest.counters })),
      notReady: () => (this.#disk.enough() ? null : 'the disk is too full to take exports'),
      logger: this.#options.logger,
    };
    return this.#listen(startQueryServer(options));
  }

  stats(): StoreStats {
    const { counters } = this.#ingest;
    return {
      profiles: this.#database.prepare('SELECT count(*) AS count FROM profile').get()!['count'] as number,
      series: this.#series.size,
      usedBytes: this.#retention.usedBytes(),
      maxBytes: this.#config.retention.maxBytes,
      received: {
        profiles: counters.profiles,
        duplicates: counters.duplicates,
        rejected: counters.rejectedProfiles,
      },
      logRecords: counters.logRecords,
      writable: this.#disk.enough(),
    };
  }

  enforceRetention(): Promise<{ profiles: number; logFiles: number }> {
    this.#retentionRun ??= this.#retention.run(Date.now()).finally(() => {
      this.#retentionRun = null;
    });
    return this.#retentionRun;
  }

  startRetention(): void {
    const again = (): void => {
      this.#retentionTimer = setTimeout(() => {
        this.enforceRetention()
          .then((removed) => {
            if (removed.profiles + removed.logFiles > 0) this.#options.logger.info(removed, 'retention removed data');
          })
          // A full disk can keep it from deleting; the next run tries again.
          .catch((error: unknown) => this.#options.logger.error({ err: error }, 'retention failed'))
          .finally(() => {
            if (this.#closing === null) again();
          });
      }, this.#config.retention.intervalSeconds * 1000).unref();
    };
    again();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#retentionTimer);
    await Promise.all([...this.#listeners].map((listener) => listener.close()));
    await this.#retentionRun?.catch(() => undefined);
    this.#writer.close();
    await this.#logs.close();
    this.#database.close();
  }

  #receiver() {
    return {
      ingest: this.#ingest,
      maxMessageBytes: this.#config.limits.maxMessageBytes,
      logger: this.#options.logger,
    };
  }

  async #listen(starting: Promise<Listener>): Promise<Listener> {
    const started = await starting;
    const listener: Listener = {
      port: started.port,
      close: async () => {
        if (this.#listeners.delete(listener)) await started.close();
      },
    };
    this.#listeners.add(listener);
    return listener;
  }
}
