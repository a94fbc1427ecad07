import type { MeshSettingId } from '@meshprof/contracts';
import type { ConfigNode } from './config-node.ts';
import type { EnvoyConfig } from './envoy-config.ts';
import { extensionName, filterChains, type OfListener } from './listener-parts.ts';
import type { SettingRows } from './setting-rows.ts';

/** Which setting a filter belongs to, by its name or the type of its configuration. */
const FILTERS: readonly { readonly settingId: MeshSettingId; readonly pattern: RegExp }[] = [
  { settingId: 'telemetry.metrics', pattern: /istio[._]stats|stats_(in|out)bound|peer_metadata|metadata_exchange/ },
  { settingId: 'filter.lua', pattern: /\.lua\b|^Lua$/ },
  { settingId: 'filter.wasm', pattern: /\.wasm\b|^Wasm$/ },
  {
    settingId: 'filter.authorization',
    pattern: /\.(rbac|jwt_authn|ext_authz|oauth2|basic_auth|api_key_auth)\b|^(RBAC|JwtAuthentication|ExtAuthz|OAuth2)$/,
  },
  { settingId: 'filter.rate-limit', pattern: /rate_?limit|^(Local|Quota)?RateLimit/ },
];

export function addFilterSettings(rows: SettingRows, config: EnvoyConfig, managers: readonly OfListener[]): void {
  const found = new Set<MeshSettingId>();
  for (const { node, scope } of managers) {
    const filters = node.items('http_filters');
    const list = node.field('http_filters');
    if (list !== undefined) rows.found('filter.chain', filters.map(filterText).join(', '), list, { scope });
    for (const filter of filters) {
      const settingId = settingOf(filter);
      if (settingId === undefined) continue;
      found.add(settingId);
      rows.found(settingId, filterText(filter), filter, { scope });
    }
  }
  addNetworkFilters(rows, config);
  if (config.listeners.unseen !== undefined) return;
  for (const { settingId } of FILTERS) if (!found.has(settingId)) rows.standard(settingId, 'none');
}

function settingOf(filter: ConfigNode): MeshSettingId | undefined {
  const names = [filter.text('name') ?? '', filter.field('typed_config')?.typeName ?? ''];
  return FILTERS.find(({ pattern }) => names.some((name) => pattern.test(name)))?.settingId;
}

function filterText(filter: ConfigNode): string {
  return `${extensionName(filter)}${filter.isTrue('disabled') ? ' (disabled)' : ''}`;
}

/** Chains that do more, or other, than manage HTTP connections. */
function addNetworkFilters(rows: SettingRows, config: EnvoyConfig): void {
  for (const { node, scope } of filterChains(config)) {
    const filters = node.items('filters');
    const list = node.field('filters');
    const isHttpOnly = filters.length === 1 && filters[0]?.field('typed_config')?.typeName === 'HttpConnectionManager';
    if (list === undefined || isHttpOnly) continue;
    rows.found('filter.chain', `network filters ${filters.map(filterText).join(', ')}`, list, { scope });
  }
}
