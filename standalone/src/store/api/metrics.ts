import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { IngestCounters } from '../otlp/ingest.ts';
import type { StoreStats } from '../store-types.ts';

/** Prometheus metrics of the store. Numbers are read when somebody asks. */
export function createMetrics(read: () => { stats: StoreStats; counters: IngestCounters }): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, value: (stats: StoreStats) => number): void => {
    new Gauge({
      name: `meshprof_store_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value(read().stats));
      },
    });
  };
  const counter = (name: string, help: string, value: (counters: IngestCounters) => number): void => {
    new Counter({
      name: `meshprof_store_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value(read().counters));
      },
    });
  };
  gauge('profiles', 'Profiles kept now', (stats) => stats.profiles);
  gauge('series', 'Label sets kept now', (stats) => stats.series);
  gauge('used_bytes', 'Disk space of profiles and logs', (stats) => stats.usedBytes);
  gauge('max_bytes', 'Disk space that the retention allows', (stats) => stats.maxBytes);
  gauge('writable', '1 while exports are taken, 0 while the disk is too full', (stats) => (stats.writable ? 1 : 0));
  counter('received_profiles', 'Profiles stored', (counters) => counters.profiles);
  counter('duplicate_profiles', 'Profiles with a known id, not stored again', (counters) => counters.duplicates);
  counter('rejected_profiles', 'Profiles that were not valid', (counters) => counters.rejectedProfiles);
  counter('received_log_records', 'Log records stored', (counters) => counters.logRecords);
  counter('refused_exports', 'Exports refused as a whole', (counters) => counters.refusedExports);
  return registry;
}
