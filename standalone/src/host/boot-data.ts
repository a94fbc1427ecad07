/** What the page's script needs before anything of Grafana loads: the part of Grafana's boot data that is used. */
import type { HostDataSource } from './data-sources.ts';
import type { LocalUser } from './local-user.ts';
import type { OrgRole } from './org-roles.ts';
import { actionsOf, type PluginManifest } from './plugin-manifest.ts';

export const THEMES = ['dark', 'light', 'system'] as const;
export type Theme = (typeof THEMES)[number];

export interface BootDataOptions {
  readonly manifest: PluginManifest;
  readonly user: LocalUser;
  /** What the start allows; the user may have chosen less. */
  readonly highestRole: OrgRole;
  readonly theme: Theme;
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** Names of the secrets that are set. */
  readonly secrets: readonly string[];
  readonly dataSources: readonly HostDataSource[];
}

/** `/api/plugins/<id>/settings`: what Grafana hands an app as its `meta`. */
export function pluginSettings({
  manifest,
  jsonData,
  secrets,
}: Pick<BootDataOptions, 'manifest' | 'jsonData' | 'secrets'>) {
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
    // Where the texts of each language are.
    translations: Object.fromEntries(
      (manifest.languages ?? []).map((language) => [
        language,
        `public/plugins/${manifest.id}/locales/${language}/${manifest.id}.json`,
      ])
    ) as Record<string, string>,
    jsonData,
    secureJsonFields: Object.fromEntries(secrets.map((name) => [name, true])),
  };
}

export function bootData(options: BootDataOptions) {
  const { manifest, user, highestRole, theme, dataSources } = options;
  const actions = ['plugins.app:access', ...actionsOf(manifest, user.role)];
  return {
    theme,
    plugin: pluginSettings(options),
    highestRole,
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
    dataSources,
  };
}

export type BootData = ReturnType<typeof bootData>;
