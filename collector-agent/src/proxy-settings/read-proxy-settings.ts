import { MESH_SETTINGS, type MeshSettingId, type ProxySettings } from '@meshprof/contracts';
import { addAccessLogSettings } from './access-log-settings.ts';
import { addClusterSettings } from './cluster-settings.ts';
import { ConfigFiles } from './config-files.ts';
import { type EnvoyConfig, readEnvoyConfig } from './envoy-config.ts';
import { readEnvoyCommandLine } from './envoy-command-line.ts';
import { addFilterSettings } from './filter-settings.ts';
import { addHttpSettings } from './http-settings.ts';
import { networkFilters } from './listener-parts.ts';
import { addProcessSettings } from './process-settings.ts';
import { SettingRows } from './setting-rows.ts';
import { addTracingSettings } from './tracing-settings.ts';

/** Settings of the proxy as a whole; of the others, listeners or clusters that are not visible may have more. */
const OF_PROCESS: readonly MeshSettingId[] = [
  'accesslog.flush-interval',
  'stats.scrape-interval',
  'redirection',
  'workers',
];
const OF_BOOTSTRAP: readonly MeshSettingId[] = ['stats.matcher', 'stats.sinks', 'xds.scope'];
const OF_CLUSTERS: readonly MeshSettingId[] = ['tls.mode', 'http.protocol', 'upstream.pool', 'health-check.interval'];
const NOT_OF_LISTENERS: readonly MeshSettingId[] = [
  ...OF_PROCESS,
  ...OF_BOOTSTRAP,
  'upstream.pool',
  'health-check.interval',
];

/**
 * The settings of an Envoy as its command line and its files say now; undefined if the process is gone. Reads and parses
 * what that process and its owner wrote: for a process of its own (ask-proxy-settings.ts), with limits.
 */
export function readProxySettings(pid: number): ProxySettings | undefined {
  const commandLine = readEnvoyCommandLine(pid);
  if (commandLine === undefined) return undefined;
  const files = new ConfigFiles(pid);
  try {
    const config = readEnvoyConfig(commandLine, files);
    return { ...settingsOf(config), notes: files.notes };
  } finally {
    files.close();
  }
}

function settingsOf(config: EnvoyConfig): Pick<ProxySettings, 'settings' | 'leftOut'> {
  const rows = new SettingRows();
  const managers = networkFilters(config, 'HttpConnectionManager');
  addUnseen(rows, config);
  addTracingSettings(rows, config, managers);
  addAccessLogSettings(rows, config, managers);
  addFilterSettings(rows, config, managers);
  addHttpSettings(rows, config, managers);
  addClusterSettings(rows, config);
  addProcessSettings(rows, config);
  return rows.build();
}

/** First, so that no limit drops it: that there is more than one can see matters most. */
function addUnseen(rows: SettingRows, { bootstraps, listeners, clusters }: EnvoyConfig): void {
  for (const { id } of MESH_SETTINGS) {
    const ofListeners = NOT_OF_LISTENERS.includes(id) ? undefined : listeners.unseen;
    const ofClusters = OF_CLUSTERS.includes(id) ? clusters.unseen : undefined;
    const ofBootstrap = OF_BOOTSTRAP.includes(id) && bootstraps.length === 0 ? 'file-unread' : undefined;
    const note = ofListeners ?? ofClusters ?? ofBootstrap;
    if (note !== undefined) rows.unseen(id, note);
  }
}
