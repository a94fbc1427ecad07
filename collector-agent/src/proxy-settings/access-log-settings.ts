import { PROXY_SETTINGS_LIMITS } from '@meshprof/contracts';
import type { ConfigNode } from './config-node.ts';
import type { EnvoyConfig } from './envoy-config.ts';
import { extensionName, networkFilters, type OfListener } from './listener-parts.ts';
import { percentOf, percentText, runtimeValue } from './runtime-layers.ts';
import type { SettingRows } from './setting-rows.ts';

export function addAccessLogSettings(rows: SettingRows, config: EnvoyConfig, managers: readonly OfListener[]): void {
  for (const { node, scope } of [...managers, ...networkFilters(config, 'TcpProxy')]) {
    const loggers = node.items('access_log');
    const list = node.field('access_log');
    if (list === undefined || loggers.length === 0) {
      rows.standard('accesslog.enabled', 'off', { node, scope });
      continue;
    }
    const silent = loggers.filter((logger) => filterOf(logger, config)?.percent === 0).length;
    const writing = loggers.length - silent;
    const number = silent === 0 ? String(writing) : `${writing} of ${loggers.length}`;
    const text = writing === 0 ? `off: none of ${loggers.length} loggers writes` : `on: ${number} loggers`;
    rows.found('accesslog.enabled', text, list, { scope });
    for (const [index, logger] of loggers.entries()) {
      addLogger(rows, config, logger, loggers.length > 1 ? `${scope}, logger ${index + 1}` : scope);
    }
  }
}

function addLogger(rows: SettingRows, config: EnvoyConfig, logger: ConfigNode, scope: string): void {
  const typed = logger.field('typed_config') ?? logger;
  const format = formatOf(typed);
  if (format === undefined) rows.standard('accesslog.format', "Envoy's own format", { node: typed, scope });
  else rows.found('accesslog.format', format.text, format.node, { scope });
  const filter = filterOf(logger, config);
  if (filter === undefined) rows.standard('accesslog.filter', 'every request', { node: logger, scope });
  else rows.found('accesslog.filter', filter.text, filter.node, { scope, notes: filter.notes });
  rows.found('accesslog.sink', sinkOf(logger, typed), typed, { scope });
}

interface Told {
  readonly node: ConfigNode;
  readonly text: string;
}

function formatOf(typed: ConfigNode): Told | undefined {
  const texts = [
    ['log_format', 'text_format_source', 'inline_string'],
    ['log_format', 'text_format'],
    ['format'],
    // OpenTelemetry's loggers.
    ['body', 'string_value'],
  ];
  for (const names of texts) {
    const node = typed.at(...names);
    if (node?.text() !== undefined) return { node, text: node.text()?.trim() ?? '' };
  }
  for (const names of [['log_format', 'json_format'], ['json_format'], ['typed_json_format']]) {
    const node = typed.at(...names);
    if (node?.isRecord === true) return { node, text: `JSON ${shortJson(node.value)}` };
  }
  const source = typed.at('log_format', 'text_format_source');
  const node = source?.field('filename') ?? source?.field('environment_variable');
  return node && { node, text: `in ${node.path.endsWith('filename') ? 'file' : 'variable'} ${node.text() ?? '?'}` };
}

const MAX_JSON_VALUES = 100;

/** What an alias stands for may be small to parse and huge to write down. */
function shortJson(value: unknown): string {
  let left = MAX_JSON_VALUES;
  return JSON.stringify(value, (_key, each: unknown) => {
    left -= 1;
    if (left < 0) return undefined;
    return typeof each === 'string' ? each.slice(0, PROXY_SETTINGS_LIMITS.valueBytes) : each;
  });
}

type Filter = Told & {
  readonly percent?: number;
  readonly notes: readonly ('admin-may-override' | 'runtime-unseen')[];
};

/** Undefined if every request is logged. */
function filterOf(logger: ConfigNode, config: EnvoyConfig): Filter | undefined {
  const filter = logger.field('filter');
  const [kind] = filter?.keys() ?? [];
  const node = kind === undefined ? undefined : filter?.field(kind);
  if (kind === undefined || node === undefined) return undefined;
  if (/^runtime_?filter$/i.test(kind)) return runtimeFilter(node, config);
  return { node, text: kind === 'extension_filter' ? `extension_filter ${extensionName(node)}` : kind, notes: [] };
}

function runtimeFilter(node: ConfigNode, config: EnvoyConfig): Filter {
  const key = node.text('runtime_key') ?? '?';
  const runtime = runtimeValue(config, key);
  const standard = node.field('percent_sampled');
  const decides = runtime?.node ?? standard ?? node;
  const percent = percentOf(decides);
  return {
    node: decides,
    text: `${key}: ${percentText(percent)} of requests`,
    ...(percent !== undefined && { percent }),
    notes: (runtime?.notes ?? []) as Filter['notes'],
  };
}

function sinkOf(logger: ConfigNode, typed: ConfigNode): string {
  const path = typed.text('path');
  if (path !== undefined) return `file ${path}`;
  if (typed.typeName === 'StdoutAccessLog') return 'standard output';
  if (typed.typeName === 'StderrAccessLog') return 'standard error';
  const common = typed.field('common_config') ?? typed;
  const cluster =
    common.text('grpc_service', 'envoy_grpc', 'cluster_name') ??
    typed.text('http_service', 'http_uri', 'cluster') ??
    typed.text('cluster');
  return `${extensionName(logger)}${cluster === undefined ? '' : ` to cluster ${cluster}`}`;
}
