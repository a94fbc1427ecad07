/** The data sources of the host page, as `/api/datasources` and the boot data give them. */

export const STORE_UID = 'meshprof-store';
/** As provisioning/grafana has it, so that a link that names it works in both. */
export const PROMETHEUS_UID = 'meshprof-prometheus';

/** Grafana's setting of how often Prometheus scrapes; `$__rate_interval` is made of it. */
export const SCRAPE_INTERVAL = '5s';

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

const PROMETHEUS: HostDataSource = {
  ...STORE,
  id: 2,
  uid: PROMETHEUS_UID,
  name: 'Prometheus',
  type: 'prometheus',
  typeName: 'Prometheus',
  isDefault: false,
  jsonData: { httpMethod: 'POST', timeInterval: SCRAPE_INTERVAL },
};

/** The store always; Prometheus only where one runs, so that pages say what is missing. */
export const hostDataSources = ({ prometheus }: { prometheus: boolean }): readonly HostDataSource[] =>
  prometheus ? [STORE, PROMETHEUS] : [STORE];
