import type { KnobValue } from '@meshprof/contracts';

type OfKnob<Id extends KnobValue['knob']> = Extract<KnobValue, { knob: Id }>;

/** An `AccessLog` of Envoy, as a listener has it. */
export interface MadeLogger {
  readonly name: string;
  readonly typed_config: Readonly<Record<string, unknown>>;
}

const TYPE_URL = 'type.googleapis.com/envoy.extensions.access_loggers';
const LOG_NAME = 'meshprof';

/** Envoy's `SubstitutionFormatString`. */
export function logFormat({ text, json }: Pick<OfKnob<'accesslog.format'>, 'text' | 'json'>): unknown {
  return json === undefined ? { text_format_source: { inline_string: lineOf(text ?? '') } } : { json_format: json };
}

/** Envoy ends no line by itself. */
const lineOf = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** A logger to a sink; without a format it has Envoy's own. */
export function loggerTo({ sink, path, cluster }: Omit<OfKnob<'accesslog.sink'>, 'knob'>, format: unknown): MadeLogger {
  const withFormat = format === undefined ? {} : { log_format: format };
  const service = { envoy_grpc: { cluster_name: cluster } };
  switch (sink) {
    case 'file':
      return made('file', { '@type': `${TYPE_URL}.file.v3.FileAccessLog`, path, ...withFormat });
    case 'stdout':
      return made('stdout', { '@type': `${TYPE_URL}.stream.v3.StdoutAccessLog`, ...withFormat });
    case 'grpc': {
      const common = { log_name: LOG_NAME, transport_api_version: 'V3', grpc_service: service };
      return made('http_grpc', { '@type': `${TYPE_URL}.grpc.v3.HttpGrpcAccessLogConfig`, common_config: common });
    }
    case 'otlp': {
      const text = textOf(format);
      const body = text === undefined ? {} : { body: { string_value: text } };
      const type = `${TYPE_URL}.open_telemetry.v3.OpenTelemetryAccessLogConfig`;
      return made('open_telemetry', { '@type': type, log_name: LOG_NAME, grpc_service: service, ...body });
    }
  }
}

const made = (kind: string, typedConfig: MadeLogger['typed_config']): MadeLogger => ({
  name: `envoy.access_loggers.${kind}`,
  typed_config: typedConfig,
});

function textOf(format: unknown): string | undefined {
  const source = (format as { text_format_source?: { inline_string?: unknown } } | undefined)?.text_format_source;
  return typeof source?.inline_string === 'string' ? source.inline_string.trimEnd() : undefined;
}
