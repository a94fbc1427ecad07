import type { Logger } from 'pino';
import type * as q from './query-types.ts';
import type { Limits, Retention } from './store-config.ts';

export interface StoreOptions {
  /** Folder for the database and the logs; made if it is missing. One process at a time. */
  readonly dataDir: string;
  readonly retention?: Partial<Retention> | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly logger: Logger;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free port; see `Listener.port`. */
  readonly port: number;
}

/** A port in use or not permitted rejects with Node's own error (`code` EADDRINUSE, EACCES). */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

export interface StoreQuery {
  profileTypes(request: q.ProfileTypesRequest): Promise<q.QueryResult<q.ProfileTypesResponse>>;
  labelNames(request: q.LabelNamesRequest): Promise<q.QueryResult<q.NamesResponse>>;
  labelValues(request: q.LabelValuesRequest): Promise<q.QueryResult<q.NamesResponse>>;
  series(request: q.SeriesRequest): Promise<q.QueryResult<q.SeriesResponse>>;
  selectSeries(request: q.SelectSeriesRequest): Promise<q.QueryResult<q.SelectSeriesResponse>>;
  selectMergeStacktraces(
    request: q.SelectMergeStacktracesRequest
  ): Promise<q.QueryResult<q.SelectMergeStacktracesResponse>>;
  diff(request: q.DiffRequest): Promise<q.QueryResult<q.DiffResponse>>;
}

export interface StoreStats {
  /** Profiles kept now. */
  readonly profiles: number;
  readonly series: number;
  /** Disk space in use: database pages that hold data, and log files. */
  readonly usedBytes: number;
  readonly maxBytes: number;
  readonly received: { readonly profiles: number; readonly duplicates: number; readonly rejected: number };
  readonly logRecords: number;
  /** False while the disk is too full for exports. */
  readonly writable: boolean;
}

export interface Store {
  readonly query: StoreQuery;
  startOtlpGrpc(options: ListenOptions): Promise<Listener>;
  startOtlpHttp(options: ListenOptions): Promise<Listener>;
  startQueryApi(options: ListenOptions): Promise<Listener>;
  stats(): StoreStats;
  /** Deletes what the retention no longer covers. Runs by itself in the background; resolves to what it removed. */
  enforceRetention(): Promise<{ profiles: number; logFiles: number }>;
  /** Ends the listeners, answers what was accepted, and closes the files. May be called twice. */
  close(): Promise<void>;
}
