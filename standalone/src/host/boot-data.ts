/** What the page's script needs before anything of Grafana loads: the part of Grafana's boot data that is used. */
import { DATA_SOURCE_TYPE, DATA_SOURCE_UID } from './data-source-query.ts';
import type { LocalUser } from './local-user.ts';
import { actionsOf, type PluginManifest } from './plugin-manifest.ts';

export const THEMES = ['dark', 'light', 'system'] as const;
export type Theme = (typeof THEMES)[number];

export interface BootDataOptions {
  readonly manifest: PluginManifest;
  readonly user: LocalUser;
  readonly theme: Theme;
  readonly controllerUrl: string;
}

/** Instance settings of the one data source, as `/api/datasources` and the boot data give them. */
export const STORE_DATA_SOURCE = {
  id: 1,
  uid: DATA_SOURCE_UID,
  orgId: 1,
  name: 'Meshprof store',
  type: DATA_SOURCE_TYPE,
  typeName: 'Grafana Pyroscope',
  access: 'proxy',
  url: '',
  isDefault: true,
  readOnly: true,
  jsonData: {},
} as const;

/** `/api/plugins/<id>/settings`: what Grafana hands an app as its `meta`. */
export function pluginSettings({ manifest, controllerUrl }: Pick<BootDataOptions, 'manifest' | 'controllerUrl'>) {
  return {
    id: manifest.id,
    name: manifest.name,
    type: manifest.type,
    enabled: true,
    pinned: true,
    module: `public/plugins/${manifest.id}/module.js`,
    baseUrl: `public/plugins/${manifest.id}`,
    info: { ...manifest.info, author: { name: '' }, description: '', links: [], logos: { small: '', large: '' } },
    includes: manifest.includes ?? [],
    jsonData: { controllerUrl, dataSourceUid: DATA_SOURCE_UID },
    secureJsonFields: { secret: true },
  };
}

export function bootData(options: BootDataOptions) {
  const { manifest, user, theme } = options;
  const actions = ['plugins.app:access', ...actionsOf(manifest, user.role)];
  return {
    theme,
    plugin: pluginSettings(options),
    user: {
      id: 1,
      isSignedIn: true,
      login: user.login,
      name: user.login,
      orgId: 1,
      orgRole: user.role,
      isGrafanaAdmin: user.role === 'Admin',
      permissions: Object.fromEntries(actions.map((action) => [action, true])),
      timezone: 'browser',
      weekStart: 'monday',
      regionalFormat: '',
      language: 'en-US',
    },
    dataSource: STORE_DATA_SOURCE,
  };
}

export type BootData = ReturnType<typeof bootData>;
