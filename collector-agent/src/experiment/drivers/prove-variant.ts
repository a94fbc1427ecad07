import type { KnobValue, TreatmentProof, Variant } from '@meshprof/contracts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { ProxyConfig } from '../envoy/read-config.ts';
import type { Outcome } from './outcome.ts';
import { proveFormat, proveLines, proveLogFilter, proveSink } from './prove-access-log.ts';
import { proveBatchSize, proveSampling, proveTracing } from './prove-tracing.ts';
import { keysOfKnob, textOf } from './runtime-keys.ts';

/** What a proof rests on: the proxy's counters around the measured window, and its configuration after it. */
export interface Evidence {
  readonly before: ProxyCounters;
  readonly after: ProxyCounters;
  readonly config: ProxyConfig;
}

export interface Observed {
  readonly expected: string;
  readonly observed: string;
  readonly proven: boolean;
}

export interface ProofRequest {
  readonly variant: Variant;
  readonly before: ProxyCounters;
  readonly after: ProxyCounters;
  readonly config: Outcome<ProxyConfig>;
  /** HTTP filters are turned by runtime keys, not by their absence. */
  readonly byRuntime: boolean;
}

const MAX_CHARACTERS = 200;

export function proveVariant({ variant, before, after, config, byRuntime }: ProofRequest): TreatmentProof[] {
  return variant.knobs.map((knob) => {
    const proof = config.ok
      ? proveKnob(knob, { before, after, config: config.value }, byRuntime)
      : { expected: 'the proxy tells its configuration', observed: config.detail, proven: false };
    const { expected, observed } = proof;
    const short = { expected: expected.slice(0, MAX_CHARACTERS), observed: observed.slice(0, MAX_CHARACTERS) };
    return { knob: knob.knob, ...short, proven: proof.proven };
  });
}

function proveKnob(knob: KnobValue, evidence: Evidence, byRuntime: boolean): Observed {
  switch (knob.knob) {
    case 'tracing.sampling':
      return proveSampling(knob.percent, evidence);
    case 'tracing.enabled':
      return proveTracing(knob.on, evidence);
    case 'tracing.batch-size':
      return proveBatchSize(knob.spans, evidence);
    case 'accesslog.enabled':
      return proveLines(knob.on ? 'on' : 'off', evidence);
    case 'accesslog.format':
      return proveFormat(knob, evidence);
    case 'accesslog.filter':
      return proveLogFilter(knob.minStatus ?? 0, evidence);
    case 'accesslog.sink':
      return proveSink(knob, evidence);
    case 'filter.enabled':
      return byRuntime ? proveKeys(knob, evidence) : proveFilter(knob, evidence);
    case 'tracing.provider':
    case 'stats.filter':
    case 'concurrency':
      return { expected: knob.knob, observed: 'not turned by this driver', proven: false };
  }
}

function proveKeys(knob: KnobValue, { config }: Evidence): Observed {
  const resolved = keysOfKnob(knob, config);
  if (!resolved.ok) return { expected: 'a runtime key', observed: resolved.problem, proven: false };
  const wanted = [...resolved.keys].map(([key, value]) => [key, textOf(value)] as const);
  const found = wanted.map(([key]) => [key, config.runtime.entries.get(key)?.finalValue ?? 'unset'] as const);
  const text = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([key, value]) => `${key} = ${value}`).join(', ');
  return { expected: text(wanted), observed: text(found), proven: text(wanted) === text(found) };
}

function proveFilter({ name, on }: { name: string; on: boolean }, { config }: Evidence): Observed {
  const filters = config.facts.managers.flatMap((manager) => manager.filters);
  const enabled = filters.filter((filter) => filter.name === name && !filter.disabled).length;
  const observed = `${enabled} of ${config.facts.managers.length} connection managers have it`;
  return { expected: `${name} ${on ? 'on' : 'off'}`, observed, proven: on === enabled > 0 };
}
