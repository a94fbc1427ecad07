import type { KnobValue, Variant } from '@meshprof/contracts';
import { needsEnvoyFilter } from '@meshprof/experiments';

/** What a variant asks of a Telemetry object; absent: as it is. */
export interface WantedSettings {
  readonly tracing?: { readonly percent?: number; readonly isOn?: boolean; readonly provider?: string };
  readonly logging?: {
    readonly isOn?: boolean;
    readonly provider?: string;
    readonly sink?: 'file' | 'stdout' | 'grpc' | 'otlp';
    readonly expression?: string;
    /** An EnvoyFilter brings the only logger: those that a Telemetry can name are off. */
    readonly isReplaced?: boolean;
  };
  readonly metrics?: { readonly isOn: boolean };
}

/** Knobs of one variant together; what Istio cannot turn is left out here and told by preflight. */
export function wantedSettings({ knobs }: Pick<Variant, 'knobs'>): WantedSettings {
  const tracing = Object.assign({}, ...knobs.map(tracingOf)) as NonNullable<WantedSettings['tracing']>;
  const logging = Object.assign({}, ...knobs.map(loggingOf)) as NonNullable<WantedSettings['logging']>;
  const stats = knobs.findLast((value) => value.knob === 'stats.filter');
  return {
    ...(Object.keys(tracing).length > 0 && { tracing }),
    ...(Object.keys(logging).length > 0 && { logging }),
    ...(stats !== undefined && { metrics: { isOn: stats.on } }),
  };
}

function tracingOf(value: KnobValue): WantedSettings['tracing'] {
  if (value.knob === 'tracing.sampling') return { percent: value.percent };
  if (value.knob === 'tracing.enabled') return { isOn: value.on };
  if (value.knob === 'tracing.provider') return { provider: value.name };
  return {};
}

function loggingOf(value: KnobValue): WantedSettings['logging'] {
  if (value.knob.startsWith('accesslog.') && needsEnvoyFilter(value)) return { isReplaced: true };
  if (value.knob === 'accesslog.enabled') return { isOn: value.on };
  if (value.knob === 'accesslog.format' && value.prepared !== undefined) return { provider: value.prepared };
  if (value.knob === 'accesslog.filter' && value.expression !== undefined) return { expression: value.expression };
  if (value.knob !== 'accesslog.sink') return {};
  return { sink: value.sink, ...(value.provider !== undefined && { provider: value.provider }) };
}
