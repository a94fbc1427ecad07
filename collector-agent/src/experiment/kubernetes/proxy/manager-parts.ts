import type { ConfigNode } from '../../../proxy-settings/config-node.ts';
import { clusterOf } from '../../envoy/collector-cluster.ts';

export interface TracingShape {
  readonly tracer: string;
  readonly percent: number;
  /** The tracer's own configuration, as JSON: it names the collector's cluster. */
  readonly provider: string;
}

export interface LoggerShape {
  /** Such as `FileAccessLog`. */
  readonly type: string;
  readonly path?: string;
  readonly textFormat?: string;
  readonly isJson: boolean;
  /** `log_format` as it is; absent for Envoy's own. */
  readonly format?: unknown;
  /** Of the service that it sends to. */
  readonly cluster?: string;
  /** CEL. */
  readonly expression?: string;
}

/** Of `HttpConnectionManager.tracing`. */
export function tracingShape(tracing: ConfigNode): TracingShape {
  const isUnset = tracing.field('random_sampling') === undefined;
  return {
    tracer: tracing.text('provider', 'name') ?? 'of the bootstrap',
    // A percentage of 0 has no `value` in protobuf's JSON.
    percent: isUnset ? 100 : (tracing.number('random_sampling', 'value') ?? 0),
    provider: JSON.stringify(tracing.at('provider', 'typed_config')?.value ?? null),
  };
}

/** Of one `access_log`. */
export function loggerShape(logger: ConfigNode): LoggerShape {
  const typed = logger.field('typed_config') ?? logger;
  const path = typed.text('path');
  const textFormat =
    typed.text('log_format', 'text_format_source', 'inline_string') ?? typed.text('log_format', 'text_format');
  const expression = expressionOf(logger.field('filter'));
  const format = typed.field('log_format')?.value;
  const cluster = clusterOf(typed);
  return {
    type: typed.typeName,
    ...(format !== undefined && { format }),
    ...(cluster !== undefined && { cluster }),
    ...(path !== undefined && { path }),
    ...(textFormat !== undefined && { textFormat }),
    isJson: typed.at('log_format', 'json_format') !== undefined,
    ...(expression !== undefined && { expression }),
  };
}

function expressionOf(filter: ConfigNode | undefined): string | undefined {
  const filters = filter === undefined ? [] : [filter, ...filter.items('and_filter', 'filters')];
  return filters
    .map((each) => each.text('extension_filter', 'typed_config', 'expression'))
    .find((expression) => expression !== undefined);
}
