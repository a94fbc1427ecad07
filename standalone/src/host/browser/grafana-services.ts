/** Gives @grafana/runtime the services that Grafana's own front end would set at its start. */
import {
  type CurrentUser,
  type DataSourceInstanceSettings,
  type DataSourceRef,
  EventBusSrv,
  type GrafanaConfig,
  locationUtil,
} from '@grafana/data';
import {
  config,
  type DataSourceSrv,
  locationService,
  setAppEvents,
  setBackendSrv,
  setCurrentUser,
  setDataSourceSrv,
  setLocationSrv,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginLinksHook,
  setReturnToPreviousHook,
  setTemplateSrv,
} from '@grafana/runtime';
import { setPluginPage } from 'grafana-runtime-internal/PluginPage';
import { backendSrv } from './backend-srv.ts';
import { boot } from './page-globals.ts';
import { PluginPage } from './plugin-page.tsx';
import { startTranslations } from './translations.ts';

const DATA_SOURCES = boot.dataSources as unknown as DataSourceInstanceSettings[];

function findDataSource(ref: DataSourceRef | string | null | undefined): DataSourceInstanceSettings | undefined {
  const name = typeof ref === 'object' ? ref?.uid : ref;
  return name === undefined
    ? DATA_SOURCES.find(({ isDefault }) => isDefault)
    : DATA_SOURCES.find((source) => name === source.uid || name === source.name);
}

const dataSourceSrv: DataSourceSrv = {
  getList: ({ type, filter } = {}) =>
    DATA_SOURCES.filter(
      (source) => (type === undefined || [type].flat().includes(source.type)) && (filter?.(source) ?? true)
    ),
  getInstanceSettings: findDataSource,
  get: () => Promise.reject(new Error('The host page has data source settings but no data source plugins')),
  reload: () => undefined,
  registerRuntimeDataSource: () => undefined,
};

/** Nothing else is installed here, so no other plugin extends this one. */
function setExtensionHooks(): void {
  setPluginLinksHook(() => ({ links: [], isLoading: false }));
  setPluginComponentHook(() => ({ component: null, isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
  setReturnToPreviousHook(() => () => undefined);
}

export async function startGrafanaServices(): Promise<void> {
  await startTranslations();
  locationUtil.initialize({
    config: config as unknown as GrafanaConfig,
    getVariablesUrlParams: () => ({}),
    getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
  });
  setBackendSrv(backendSrv);
  setDataSourceSrv(dataSourceSrv);
  setCurrentUser(boot.user as unknown as CurrentUser);
  setAppEvents(new EventBusSrv());
  setLocationSrv(locationService);
  setTemplateSrv({
    getVariables: () => [],
    replace: (text = '') => text,
    containsTemplate: () => false,
    updateTimeRange: () => undefined,
  });
  setExtensionHooks();
  setPluginPage(PluginPage);
}
