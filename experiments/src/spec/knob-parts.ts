import type { ExperimentDriver, KnobValue } from '@meshprof/contracts';

interface Missing {
  readonly what: string;
  readonly remedy: string;
}

type Of<Id extends KnobValue['knob']> = Extract<KnobValue, { knob: Id }>;

/** What a driver needs of a value that the schema, which knows no drivers, leaves open; undefined if it is all there. */
export function missingParts(value: KnobValue, driver: ExperimentDriver): Missing | undefined {
  switch (value.knob) {
    case 'accesslog.format':
      return missingFormat(value, driver);
    case 'accesslog.filter':
      return missingFilter(value, driver);
    case 'accesslog.sink':
      return missingSink(value, driver);
    case 'tracing.sampling':
    case 'tracing.enabled':
    case 'tracing.provider':
    case 'tracing.batch-size':
    case 'accesslog.enabled':
    case 'stats.filter':
    case 'filter.enabled':
    case 'concurrency':
      return undefined;
  }
}

function missingFormat(
  { prepared, text, json }: Of<'accesslog.format'>,
  driver: ExperimentDriver
): Missing | undefined {
  const given = [prepared, text, json].filter((part) => part !== undefined).length;
  if (given !== 1) return { what: 'names no format, or several', remedy: 'Give one of prepared, text and json.' };
  const isPrepared = prepared !== undefined;
  if (driver === 'envoy-files') {
    return isPrepared
      ? { what: 'files hold a format, not the name of one', remedy: 'Give text or json in place of prepared.' }
      : undefined;
  }
  return isPrepared
    ? undefined
    : {
        what: `${driver} can only choose among loggers that are there`,
        remedy:
          driver === 'istio'
            ? 'Name a provider of MeshConfig extensionProviders in prepared, or give text or json.'
            : 'Give each logger a runtime filter, and name the end of its key in prepared; or use envoy-files.',
      };
}

function missingFilter(
  { minStatus, expression }: Of<'accesslog.filter'>,
  driver: ExperimentDriver
): Missing | undefined {
  if (driver === 'istio') {
    return expression === undefined
      ? { what: 'Istio filters by expression only', remedy: 'Give expression, for instance response.code >= 500.' }
      : undefined;
  }
  return minStatus === undefined
    ? { what: 'this driver filters by status code only', remedy: 'Give minStatus, for instance 500.' }
    : undefined;
}

function missingSink(
  { sink, path, cluster, provider }: Of<'accesslog.sink'>,
  driver: ExperimentDriver
): Missing | undefined {
  if (driver === 'istio') {
    return provider === undefined
      ? {
          what: 'Istio sends logs to providers only',
          remedy: 'Give provider, as MeshConfig extensionProviders names it.',
        }
      : undefined;
  }
  if (sink === 'file' && path === undefined) return { what: 'no file is named', remedy: 'Give path.' };
  if ((sink === 'grpc' || sink === 'otlp') && cluster === undefined) {
    return { what: 'no log service is named', remedy: 'Give cluster, as the proxy names the one of the log service.' };
  }
  return undefined;
}
