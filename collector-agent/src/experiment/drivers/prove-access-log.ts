import type { KnobValue } from '@meshprof/contracts';
import { formatText, FILE_LOGGERS, type LoggerFacts } from '../envoy/logger-facts.ts';
import { binomialRange } from './binomial-range.ts';
import type { Evidence, Observed } from './prove-variant.ts';
import { requestsOf, underWay } from './prove-tracing.ts';
import { loggedShare } from './runtime-keys.ts';

/** Of the proxy's own requests (its admin listener may log), and of requests that took a line along from before. */
const LINES_SLACK = 20;
const LINES_SLACK_SHARE = 0.005;
/** Log services get entries, and are counted, a flush later. */
const SERVICE_LAG_MS = 1_500;

interface Range {
  readonly low: number;
  readonly high: number;
}

const totalLines = ({ after, before }: Evidence): number | undefined => {
  const { linesToFiles, linesToServices, linesDropped } = after.logs;
  if (linesToFiles === undefined && linesToServices === undefined) return undefined;
  const total = (linesToFiles ?? 0) + (linesToServices ?? 0) + (linesDropped ?? 0);
  const was = before.logs;
  return total - (was.linesToFiles ?? 0) - (was.linesToServices ?? 0) - (was.linesDropped ?? 0);
};

/** What one request writes, by the loggers in force: connection managers may differ. */
function linesPerRequest({ config }: Evidence): Range {
  const perManager = config.facts.managers.map(({ loggers }) => {
    const shares = loggers.map((logger) => ({ logger, share: loggedShare(logger, config.runtime) }));
    const high = shares.reduce((sum, { share }) => sum + share, 0);
    const low = shares.reduce((sum, { logger, share }) => sum + (logger.hasOtherFilter ? 0 : share), 0);
    return { low, high };
  });
  if (perManager.length === 0) return { low: 0, high: 0 };
  return { low: Math.min(...perManager.map(({ low }) => low)), high: Math.max(...perManager.map(({ high }) => high)) };
}

/** Lines written against requests, as the loggers in force would write them. */
export function proveLines(wanted: 'on' | 'off' | 'any', evidence: Evidence): Observed {
  const { low, high } = linesPerRequest(evidence);
  const requests = requestsOf(evidence);
  const lines = totalLines(evidence);
  const expected =
    low === high ? `${rounded(low)} lines a request` : `${rounded(low)} to ${rounded(high)} lines a request`;
  if (lines === undefined)
    return { expected, observed: 'the proxy does not show its counters of lines', proven: false };
  if (requests <= 0) return { expected, observed: 'no requests', proven: false };
  const slack = underWay(evidence) * Math.max(1, high) + LINES_SLACK + slackShare(evidence) * requests;
  const isMeant = wanted === 'any' || (wanted === 'on' ? high > 0 : high === 0);
  const fits = lines >= least(requests, low, slack) && lines <= most(requests, high, slack);
  const bytes = bytesPerLine(evidence, lines);
  const size = bytes === undefined ? '' : `, ${rounded(bytes)} bytes a line`;
  return {
    expected: isMeant ? expected : `the log ${wanted}`,
    observed: `${rounded(lines / requests)} lines a request (${lines} of ${requests})${size}`,
    proven: isMeant && fits,
  };
}

function slackShare({ before, after }: Evidence): number {
  const toServices = (after.logs.linesToServices ?? 0) > (before.logs.linesToServices ?? 0);
  const lag = toServices ? SERVICE_LAG_MS / Math.max(1, after.readUnixMs - before.readUnixMs) : 0;
  return LINES_SLACK_SHARE + Math.min(1, lag);
}

/** Whole loggers write a line each; a share of requests is drawn. */
const least = (requests: number, perRequest: number, slack: number): number =>
  Math.floor(perRequest) * requests + binomialRange(requests, perRequest % 1, 0)[0] - slack;
const most = (requests: number, perRequest: number, slack: number): number =>
  Math.floor(perRequest) * requests + binomialRange(requests, perRequest % 1, 0)[1] + slack;

/** Only where all lines go to files that did not shrink meanwhile. */
function bytesPerLine({ before, after }: Evidence, lines: number): number | undefined {
  const sizes = Object.entries(after.logs.fileBytes).map(
    ([path, size]) => size - (before.logs.fileBytes[path] ?? size)
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return lines > 0 && bytes > 0 && sizes.every((size) => size >= 0) ? bytes / lines : undefined;
}

type OfKnob<Id extends KnobValue['knob']> = Extract<KnobValue, { knob: Id }>;

const loggersOf = ({ config }: Evidence): LoggerFacts[] => config.facts.managers.flatMap((manager) => manager.loggers);

export function proveFormat({ prepared, text, json }: OfKnob<'accesslog.format'>, evidence: Evidence): Observed {
  const lines = proveLines('any', evidence);
  const loggers = loggersOf(evidence);
  if (prepared !== undefined) {
    const writing = loggers.filter((logger) => loggedShare(logger, evidence.config.runtime) > 0);
    const keys = writing.map(({ runtime }) => runtime?.key ?? 'one without a runtime filter');
    const proven = keys.length > 0 && keys.every((key) => key === prepared || key.endsWith(`.${prepared}`));
    return both(
      { expected: `only logger ${prepared} writes`, observed: [...new Set(keys)].join(', ') || 'none writes', proven },
      lines
    );
  }
  const wanted = json === undefined ? text?.trimEnd() : formatText(json);
  const writers = loggers.filter(({ type }) => FILE_LOGGERS.includes(type));
  const having = writers.filter(({ format }) => format?.trimEnd() === wanted).length;
  const kind = json === undefined ? 'text' : 'JSON';
  const observed = `${having} of ${writers.length} loggers have it`;
  return both(
    { expected: `the ${kind} format of the variant`, observed, proven: having > 0 && having === writers.length },
    lines
  );
}

export function proveLogFilter(minStatus: number, evidence: Evidence): Observed {
  const loggers = loggersOf(evidence);
  const having = loggers.filter((logger) => logger.minStatus === minStatus).length;
  const observed = `${having} of ${loggers.length} loggers have the filter`;
  const proven = having > 0 && having === loggers.length;
  return both({ expected: `status ${minStatus} and above`, observed, proven }, proveLines('any', evidence));
}

const SINK_TYPES = {
  file: 'FileAccessLog',
  stdout: 'StdoutAccessLog',
  grpc: 'HttpGrpcAccessLogConfig',
  otlp: 'OpenTelemetryAccessLogConfig',
} as const;

export function proveSink({ sink, path, cluster }: OfKnob<'accesslog.sink'>, evidence: Evidence): Observed {
  const loggers = loggersOf(evidence);
  const target = sink === 'file' ? path : sink === 'stdout' ? undefined : cluster;
  const having = loggers.filter(
    (logger) => logger.type === SINK_TYPES[sink] && (logger.path ?? logger.cluster) === target
  );
  const observed = `${having.length} of ${loggers.length} loggers write there`;
  const proven = having.length > 0 && having.length === loggers.length;
  return both({ expected: [sink, target].filter(Boolean).join(' '), observed, proven }, proveLines('any', evidence));
}

function both(first: Observed, second: Observed): Observed {
  return {
    expected: `${first.expected}; ${second.expected}`,
    observed: `${first.observed}; ${second.observed}`,
    proven: first.proven && second.proven,
  };
}

const rounded = (value: number): string => String(Number(value.toFixed(2)));
