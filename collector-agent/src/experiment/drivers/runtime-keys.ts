import { KNOBS, type KnobValue, type Variant } from '@meshprof/contracts';
import type { LoggerFacts } from '../envoy/logger-facts.ts';
import type { ProxyConfig } from '../envoy/read-config.ts';
import type { RuntimeView } from '../envoy/runtime-view.ts';
import { type FilterKey, runtimeKeyOfFilter } from './filter-runtime-key.ts';

/** A fraction as ten thousandths; a whole number that means itself; or a flag. */
export type RuntimeValue = { readonly percent: number } | { readonly number: number } | { readonly flag: boolean };

export type RuntimeKeys = ReadonlyMap<string, RuntimeValue>;

/** Which runtime keys a knob sets, or why it has none on this proxy: one sentence with the remedy. */
export type ResolvedKeys =
  { readonly ok: true; readonly keys: RuntimeKeys } | { readonly ok: false; readonly problem: string };

export const SAMPLING_KEY = 'tracing.random_sampling';
export const BATCH_SIZE_KEYS = ['tracing.zipkin.min_flush_spans', 'tracing.opentelemetry.min_flush_spans'];

/** As a structure, for files. Fractions, since integers are percent and lose what is below one. */
export function structureOf(value: RuntimeValue): unknown {
  if ('percent' in value) return { numerator: Math.round(value.percent * 100), denominator: 'TEN_THOUSAND' };
  return 'number' in value ? value.number : value.flag;
}

/** As the admin interface takes it. */
export const textOf = (value: RuntimeValue): string => JSON.stringify(structureOf(value));

/** Of all knobs of a variant together; the later knob counts. */
export function keysOfVariant({ knobs }: Variant, config: ProxyConfig): ResolvedKeys {
  const keys = new Map<string, RuntimeValue>();
  for (const knob of knobs) {
    const resolved = keysOfKnob(knob, config);
    if (!resolved.ok) return resolved;
    for (const [key, value] of resolved.keys) keys.set(key, value);
  }
  return { ok: true, keys };
}

export function keysOfKnob(knob: KnobValue, config: ProxyConfig): ResolvedKeys {
  switch (knob.knob) {
    case 'tracing.sampling':
      return keysFrom([[SAMPLING_KEY, { percent: knob.percent }]]);
    case 'tracing.batch-size':
      return keysFrom(BATCH_SIZE_KEYS.map((key) => [key, { number: knob.spans }]));
    case 'accesslog.enabled':
      return logKeys(config, knob.on);
    case 'accesslog.format':
      return formatKeys(config, knob.prepared);
    case 'filter.enabled':
      return filterKeys(config, knob);
    case 'tracing.enabled':
    case 'tracing.provider':
    case 'accesslog.filter':
    case 'accesslog.sink':
    case 'stats.filter':
    case 'concurrency': {
      const title = KNOBS.find(({ id }) => id === knob.knob)?.title ?? knob.knob;
      return problem(`${title} (${knob.knob}) has no runtime key: use the driver envoy-files or istio for it.`);
    }
  }
}

/** Share of requests, 0 to 1, that a logger's runtime filter lets through now. */
export function loggedShare({ runtime: filter }: LoggerFacts, runtime: RuntimeView): number {
  if (filter === undefined) return 1;
  const text = runtime.entries.get(filter.key)?.finalValue ?? '';
  const parts = /^\d+$/.test(text) ? Number(text) : filter.standard;
  return Math.min(1, parts / filter.whole);
}

function logKeys({ facts, runtime }: ProxyConfig, on: boolean): ResolvedKeys {
  const loggers = facts.managers.flatMap((manager) => manager.loggers);
  const fixed = loggers.filter((logger) => logger.runtime === undefined).length;
  if (loggers.length === 0)
    return problem('No connection manager has an access logger that could be turned on or off.');
  if (!on && fixed > 0) {
    const remedy = 'give each a runtime_filter, or use the driver envoy-files';
    return problem(
      `${fixed} of ${loggers.length} access loggers have no runtime filter and cannot be silenced: ${remedy}.`
    );
  }
  const keyed = loggers.filter((logger) => logger.runtime !== undefined);
  const writing = keyed.filter((logger) => loggedShare(logger, runtime) > 0);
  // Of several prepared formats one writes: those that did, or the first.
  const turnedOn = new Set((writing.length > 0 || fixed > 0 ? writing : keyed.slice(0, 1)).map(keyOf));
  return logShares(keyed, (key) => on && turnedOn.has(key));
}

function formatKeys({ facts }: ProxyConfig, prepared: string | undefined): ResolvedKeys {
  if (prepared === undefined)
    return problem('A format of its own needs a new listener: use the driver envoy-files, or name a prepared logger.');
  const loggers = facts.managers.flatMap((manager) => manager.loggers);
  const keyed = loggers.filter((logger) => logger.runtime !== undefined);
  const keys = new Set(keyed.map(keyOf));
  if (keys.size > 0 && keyed.length < loggers.length) {
    return problem('Some access loggers have no runtime filter and would write beside the chosen one: give each one.');
  }
  const chosen = [...keys].filter((key) => key === prepared || key.endsWith(`.${prepared}`));
  if (chosen.length === 1) return logShares(keyed, (key) => key === chosen[0]);
  const there =
    keys.size === 0 ? 'No access logger has a runtime filter' : `Runtime filters have ${[...keys].join(', ')}`;
  const why = chosen.length === 0 ? `no key ends in .${prepared}` : `several keys end in .${prepared}`;
  return problem(`${there}; ${why}: prepare one logger for each format, with a runtime_filter of its own.`);
}

/** All requests or none, in the parts that each filter counts in. */
function logShares(loggers: readonly LoggerFacts[], isOn: (key: string) => boolean): ResolvedKeys {
  const filters = loggers.flatMap(({ runtime }) => (runtime === undefined ? [] : [runtime]));
  return keysFrom(filters.map(({ key, whole }) => [key, { number: isOn(key) ? whole : 0 }]));
}

function filterKeys({ facts }: ProxyConfig, { name, on }: { name: string; on: boolean }): ResolvedKeys {
  const filters = facts.managers.flatMap((manager) => manager.filters.filter((filter) => filter.name === name));
  if (filters.length === 0) return problem(`No connection manager has an HTTP filter called ${name}.`);
  const keys = filters.map(runtimeKeyOfFilter);
  if (keys.some((key) => key === undefined)) {
    return problem(
      `The HTTP filter ${name} has no runtime key that enables it: give it one, or use the driver envoy-files.`
    );
  }
  const share = on ? 100 : 0;
  const values: Record<FilterKey['takes'], RuntimeValue> = {
    flag: { flag: on },
    fraction: { percent: share },
    percent: { number: share },
  };
  return keysFrom(keys.flatMap((key) => (key === undefined ? [] : [[key.key, values[key.takes]] as const])));
}

const keyOf = (logger: LoggerFacts): string => logger.runtime?.key ?? '';

const keysFrom = (keys: readonly (readonly [string, RuntimeValue])[]): ResolvedKeys => ({
  ok: true,
  keys: new Map(keys),
});

const problem = (sentence: string): ResolvedKeys => ({ ok: false, problem: sentence });
