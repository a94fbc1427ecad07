import type { KnobValue } from '@meshprof/contracts';

/** Whether Istio has this value only as an `EnvoyFilter`: no Telemetry object, and no provider that it could name. */
export function needsEnvoyFilter(value: KnobValue): boolean {
  switch (value.knob) {
    case 'filter.enabled':
      return true;
    case 'accesslog.format':
      return value.prepared === undefined && (value.text !== undefined || value.json !== undefined);
    case 'accesslog.sink':
      return value.provider === undefined && (value.cluster !== undefined || value.path !== undefined);
    case 'tracing.sampling':
    case 'tracing.enabled':
    case 'tracing.provider':
    case 'tracing.batch-size':
    case 'accesslog.enabled':
    case 'accesslog.filter':
    case 'stats.filter':
    case 'concurrency':
      return false;
  }
}
