import type { ProfileTypeId } from '@meshprof/contracts';

/** Props of `meshprof-profiling-app/profile-view/v1` (docs/guides/extending.md). Other apps rely on them: only ever add. */
export interface ExposedProfileViewProps {
  /** Series selector in PromQL's form: `{service_name="shop"}`. */
  selector: string;
  /** Default: `on-cpu`. */
  type?: ProfileTypeId;
  /** Grafana's syntax, as `now-1h`, or Unix milliseconds in digits. Default: the last hour. */
  from?: string;
  to?: string;
  /** A Pyroscope data source. Default: the one of Meshprof's configuration, else the first. */
  dataSourceUid?: string;
}
