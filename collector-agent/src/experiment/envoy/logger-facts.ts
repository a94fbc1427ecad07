import type { ConfigNode } from '../../proxy-settings/config-node.ts';
import { PARTS } from '../../proxy-settings/runtime-layers.ts';
import { clusterOf } from './collector-cluster.ts';

/** One access logger of a connection manager. */
export interface LoggerFacts {
  /** Of its configuration's type: `FileAccessLog`, `StdoutAccessLog`, `HttpGrpcAccessLogConfig`, … */
  readonly type: string;
  readonly path?: string;
  readonly cluster?: string;
  /** Text, or JSON as text with sorted keys; undefined for Envoy's own. */
  readonly format?: string;
  /** The runtime filter that alone, or with others, decides whether it writes. */
  readonly runtime?: RuntimeFilter;
  /** Whether other filters too have a say, so that it may write fewer lines. */
  readonly hasOtherFilter: boolean;
  /** Smallest status that it logs, where a filter says so. */
  readonly minStatus?: number;
}

/**
 * A filter on a runtime key. Envoy (1.40) takes only whole numbers for it, as parts of `whole`; a fraction, which other
 * keys want, counts as nothing and leaves the default.
 */
export interface RuntimeFilter {
  readonly key: string;
  /** 100, 10,000 or a million. */
  readonly whole: number;
  /** Parts where no layer has the key. */
  readonly standard: number;
}

export const FILE_LOGGERS = ['FileAccessLog', 'StdoutAccessLog', 'StderrAccessLog'];

export function loggerFacts(logger: ConfigNode): LoggerFacts {
  const typed = logger.field('typed_config') ?? logger;
  const path = typed.text('path');
  const cluster = clusterOf(typed);
  const format = formatOf(typed);
  const filter = logger.field('filter');
  const filters = filter === undefined ? [] : (filter.field('and_filter')?.items('filters') ?? [filter]);
  const runtime = filters.map(runtimeFilter).find((each) => each !== undefined);
  const minStatus = filters.map(minStatusOf).find((each) => each !== undefined);
  return {
    type: typed.typeName,
    ...(path !== undefined && { path }),
    ...(cluster !== undefined && { cluster }),
    ...(format !== undefined && { format }),
    ...(runtime !== undefined && { runtime }),
    hasOtherFilter: filters.length > (runtime === undefined ? 0 : 1),
    ...(minStatus !== undefined && { minStatus }),
  };
}

function runtimeFilter(filter: ConfigNode): RuntimeFilter | undefined {
  const node = filter.field('runtime_filter');
  const key = node?.text('runtime_key');
  if (node === undefined || key === undefined) return undefined;
  const sampled = node.field('percent_sampled');
  const whole = PARTS[sampled?.text('denominator') ?? 'HUNDRED'] ?? 100;
  return { key, whole, standard: sampled?.number('numerator') ?? 0 };
}

function minStatusOf(filter: ConfigNode): number | undefined {
  const comparison = filter.at('status_code_filter', 'comparison');
  return comparison?.text('op') === 'GE' ? comparison.number('value', 'default_value') : undefined;
}

function formatOf(typed: ConfigNode): string | undefined {
  const text =
    typed.text('log_format', 'text_format_source', 'inline_string') ??
    typed.text('log_format', 'text_format') ??
    typed.text('format') ??
    typed.text('body', 'string_value');
  const json = typed.at('log_format', 'json_format') ?? typed.field('json_format');
  return text ?? (json?.isRecord === true ? formatText(json.value as Record<string, unknown>) : undefined);
}

/** A JSON format as text that can be compared. */
export function formatText(json: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)));
}
