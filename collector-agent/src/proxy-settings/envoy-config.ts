import type { SettingNoteId } from '@meshprof/contracts';
import type { ConfigFiles } from './config-files.ts';
import { COMMAND_LINE_CONFIG, type ConfigNode } from './config-node.ts';
import type { EnvoyCommandLine } from './envoy-command-line.ts';

/** What of an Envoy's configuration stands in files: the bootstrap, and resources that it names by path. */
export interface EnvoyConfig {
  readonly commandLine: EnvoyCommandLine;
  /** The file and, merged over it, what stands on the command line; fields that both have count from the last. */
  readonly bootstraps: readonly ConfigNode[];
  readonly listeners: Resources;
  readonly clusters: Resources;
  /** Resources that a source of configuration gives, as far as it is a file. */
  readonly resourcesOf: (source: ConfigNode | undefined) => Resources;
}

export interface Resources {
  readonly nodes: readonly ConfigNode[];
  /** Why there may be others. */
  readonly unseen?: SettingNoteId;
}

export function readEnvoyConfig(commandLine: EnvoyCommandLine, files: ConfigFiles): EnvoyConfig {
  const { configPath, configYaml } = commandLine;
  if (configPath === undefined && configYaml === undefined) files.note('no-config');
  const parts = [
    ...(configPath === undefined ? [] : [files.read(configPath)]),
    ...(configYaml === undefined ? [] : [files.parse(configYaml, COMMAND_LINE_CONFIG)]),
  ];
  const bootstraps = parts.filter((part) => part !== undefined);
  const isUnread = bootstraps.length < parts.length || parts.length === 0;
  const remote = remoteNote(commandLine, bootstraps);
  const resourcesOf = (source: ConfigNode | undefined): Resources => resourcesFrom(source, files, remote);
  const resources = (dynamic: string, ...named: readonly string[]): Resources => {
    const fixed = bootstraps.flatMap((part) => part.items('static_resources', ...named));
    const { nodes, unseen } = resourcesOf(lastOf(bootstraps, 'dynamic_resources', dynamic));
    const note = isUnread ? 'file-unread' : unseen;
    return { nodes: [...fixed, ...nodes], ...(note !== undefined && { unseen: note }) };
  };
  return {
    commandLine,
    bootstraps,
    listeners: resources('lds_config', 'listeners'),
    clusters: resources('cds_config', 'clusters'),
    resourcesOf,
  };
}

/** A field as the merged bootstrap has it. */
export function lastOf(bootstraps: readonly ConfigNode[], ...names: readonly string[]): ConfigNode | undefined {
  return bootstraps.map((part) => part.at(...names)).findLast((node) => node !== undefined);
}

/** Istio's agent names its nodes `sidecar~…` and asks istiod as `xds-grpc`. */
function remoteNote({ serviceNode }: EnvoyCommandLine, bootstraps: readonly ConfigNode[]): SettingNoteId {
  const node = serviceNode ?? lastOf(bootstraps, 'node', 'id')?.text() ?? '';
  const grpc = lastOf(bootstraps, 'dynamic_resources', 'ads_config')?.items('grpc_services') ?? [];
  const asksIstiod = grpc.some((service) => service.text('envoy_grpc', 'cluster_name') === 'xds-grpc');
  return asksIstiod || /^(sidecar|router|waypoint)~/.test(node) ? 'by-istiod' : 'by-xds';
}

/** Path of a `ConfigSource` that is a file. */
export function pathOfSource(source: ConfigNode): string | undefined {
  return source.text('path_config_source', 'path') ?? source.text('path');
}

function resourcesFrom(source: ConfigNode | undefined, files: ConfigFiles, remote: SettingNoteId): Resources {
  if (source === undefined) return { nodes: [] };
  const path = pathOfSource(source);
  if (path === undefined) return { nodes: [], unseen: remote };
  const response = files.read(path);
  if (response === undefined) return { nodes: [], unseen: 'file-unread' };
  // A resource may come wrapped, with its name and version beside it.
  const nodes = response.items('resources').map((node) => node.field('resource') ?? node);
  return { nodes };
}
