import type { KnobValue } from '@meshprof/contracts';
import type { YAMLMap } from 'yaml';
import { FILE_LOGGERS } from '../envoy/logger-facts.ts';
import type { ConfigDocument } from './config-document.ts';
import type { EditProblem, ManagerDocument } from './listener-edits.ts';
import { loggerTo, logFormat } from './made-logger.ts';

type OfKnob<Id extends KnobValue['knob']> = Extract<KnobValue, { knob: Id }>;

const NO_LOGGER = 'No connection manager of the file has an access logger: add one to the listener file first.';

interface Logger {
  readonly document: ConfigDocument;
  readonly logger: YAMLMap;
}

/** Each once, also where several managers share one by an anchor. */
function loggersOf(managers: readonly ManagerDocument[]): Logger[] {
  const loggers = new Map<YAMLMap, ConfigDocument>();
  for (const { document, manager } of managers) {
    for (const logger of document.list(manager, 'access_log')) loggers.set(logger, document);
  }
  return [...loggers].map(([logger, document]) => ({ document, logger }));
}

export function setFormat(
  managers: readonly ManagerDocument[],
  { text, json }: OfKnob<'accesslog.format'>
): EditProblem {
  if (text === undefined && json === undefined) return 'The format has neither text nor json.';
  const writers = loggersOf(managers).flatMap(({ document, logger }) => {
    const typed = document.map(logger, 'typed_config');
    return typed !== undefined && FILE_LOGGERS.includes(document.typeName(typed)) ? [{ document, typed }] : [];
  });
  if (writers.length === 0)
    return 'No access logger of the file writes to a file or a stream, and no other has a format.';
  const format = logFormat({ text, json });
  for (const { document, typed } of writers) {
    for (const old of ['format', 'json_format', 'typed_json_format']) document.remove(typed, old);
    document.set(typed, 'log_format', format);
  }
  return undefined;
}

/** Beside the filter that is there: a prepared logger must not write because of ours. */
export function filterLoggers(managers: readonly ManagerDocument[], minStatus: number | undefined): EditProblem {
  if (minStatus === undefined) return 'The filter has no minStatus; expressions are for the driver istio.';
  const loggers = loggersOf(managers);
  if (loggers.length === 0) return NO_LOGGER;
  const value = { default_value: minStatus, runtime_key: 'meshprof.access_log.min_status' };
  const filter = { status_code_filter: { comparison: { op: 'GE', value } } };
  for (const { document, logger } of loggers) {
    const old = document.map(logger, 'filter');
    const both = old === undefined ? filter : { and_filter: { filters: [document.toJs(old), filter] } };
    document.set(logger, 'filter', both);
  }
  return undefined;
}

/** Filter and, as far as the other sink has one, format stay. */
export function moveLoggers(managers: readonly ManagerDocument[], sink: OfKnob<'accesslog.sink'>): EditProblem {
  if (sink.sink === 'file' && sink.path === undefined) return 'The sink is a file without a path.';
  const toService = sink.sink === 'grpc' || sink.sink === 'otlp';
  if (toService && sink.cluster === undefined) return `The sink ${sink.sink} has no cluster to send to.`;
  const loggers = loggersOf(managers);
  if (loggers.length === 0) return NO_LOGGER;
  for (const { document, logger } of loggers) {
    const typed = document.map(logger, 'typed_config');
    const format = typed && document.map(typed, 'log_format');
    const moved = loggerTo(sink, format && document.toJs(format));
    document.set(logger, 'name', moved.name);
    document.set(logger, 'typed_config', moved.typed_config);
  }
  return undefined;
}
