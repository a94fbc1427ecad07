/** The data sources of the host page, as `/api/datasources` and the boot data give them. */

export const STORE_UID = 'meshprof-store';
/** As provisioning/grafana has it, so that a link that names it works in both. */
export const PROMETHEUS_UID = 'meshprof-prometheus';

/** Of provisioning/demo/prometheus.yml. */
export const DEMO_SCRAPE_INTERVAL = '5s';

export interface PrometheusSource {
  /** Base address, without /api/v1. */
  readonly url: string;
  /**
   * Grafana's setting of how often it scrapes, of which `$__rate_interval` is made; as in Grafana 15 s if absent. Too
   * small a one, and no rate has two values to be made of.
   */
  readonly scrapeInterval?: string;
}

export interface HostDataSource {
  readonly id: number;
  readonly uid: string;
  readonly orgId: number;
  readonly name: string;
  readonly type: string;
  readonly typeName: string;
  readonly access: 'proxy';
  readonly url: string;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

const STORE: HostDataSource = {
  id: 1,
  uid: STORE_UID,
  orgId: 1,
  name: 'Meshprof store',
  type: 'grafana-pyroscope-datasource',
  typeName: 'Grafana Pyroscope',
  access: 'proxy',
  url: '',
  isDefault: true,
  readOnly: true,
  jsonData: {},
};

const prometheusDataSource = ({ scrapeInterval }: PrometheusSource): HostDataSource => ({
  ...STORE,
  id: 2,
  uid: PROMETHEUS_UID,
  name: 'Prometheus',
  type: 'prometheus',
  typeName: 'Prometheus',
  isDefault: false,
  jsonData: { httpMethod: 'POST', ...(scrapeInterval !== undefined && { timeInterval: scrapeInterval }) },
});

/** The store always; Prometheus only where one runs, so that pages say what is missing. */
export const hostDataSources = (prometheus: PrometheusSource | undefined): readonly HostDataSource[] =>
  prometheus === undefined ? [STORE] : [STORE, prometheusDataSource(prometheus)];
