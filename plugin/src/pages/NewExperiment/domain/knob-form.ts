import { type ExperimentDriver, type Knob, type KnobId, KNOBS, type KnobValue } from '@meshprof/contracts';
import { knobByEnvoyFilter, knobChange } from '@shared/domain/contract-texts/experiment-texts';

/** What a person fills in for one setting; each knob uses some of the fields, see `fieldsOfKnob`. */
export interface KnobForm {
  knob: KnobId;
  on: boolean;
  percent: number;
  spans: number;
  name: string;
  prepared: string;
  format: 'prepared' | 'text' | 'json';
  text: string;
  /** A line a field of the log: `name: %COMMAND%`. */
  json: string;
  minStatus: number;
  expression: string;
  sink: 'file' | 'stdout' | 'grpc' | 'otlp';
  path: string;
  cluster: string;
  provider: string;
}

export type KnobField = Exclude<keyof KnobForm, 'knob'>;

const KNOB_DEFAULTS: Omit<KnobForm, 'knob'> = {
  on: false,
  percent: 1,
  spans: 100,
  name: '',
  prepared: '',
  format: 'text',
  text: '',
  json: '',
  minStatus: 500,
  expression: 'response.code >= 500',
  sink: 'stdout',
  path: '',
  cluster: '',
  provider: '',
};

export const newKnob = (knob: KnobId, values: Partial<KnobForm> = {}): KnobForm => ({
  ...KNOB_DEFAULTS,
  ...values,
  knob,
});

export const knobOf = (id: KnobId): Knob => {
  const knob = KNOBS.find((row) => row.id === id);
  if (!knob) {
    throw new Error(`There is no knob ${id}`);
  }
  return knob;
};

/** By what settings are turned. */
export interface Means {
  driver: ExperimentDriver;
  allowEnvoyFilter: boolean;
}

const mayWriteEnvoyFilter = ({ driver, allowEnvoyFilter }: Means): boolean => driver === 'istio' && allowEnvoyFilter;

/** What it changes in the proxy or the cluster; undefined for what these means cannot turn. */
export const changeOf = (knob: Knob, means: Means): string | undefined =>
  knob.changes[means.driver] ?? (mayWriteEnvoyFilter(means) ? knob.byEnvoyFilter : undefined);

/** `changeOf` in words for people. */
export const changeText = (knob: Knob, means: Means): string | undefined =>
  knobChange(knob, means.driver) ?? (mayWriteEnvoyFilter(means) ? knobByEnvoyFilter(knob) : undefined);

/** Those that these means can turn. */
export const turnableKnobs = (means: Means): Knob[] =>
  KNOBS.filter((knob: Knob) => changeOf(knob, means) !== undefined);

export const canTurn = (means: Means, knob: KnobId): boolean => changeOf(knobOf(knob), means) !== undefined;

/** The fields that say a knob's value to these means. */
export function fieldsOfKnob(form: KnobForm, means: Means): KnobField[] {
  const { knob, format } = form;
  const { driver } = means;
  switch (knob) {
    case 'tracing.sampling':
      return ['percent'];
    case 'tracing.enabled':
    case 'accesslog.enabled':
    case 'stats.filter':
      return ['on'];
    case 'tracing.provider':
      return ['name'];
    case 'tracing.batch-size':
      return ['spans'];
    case 'accesslog.format':
      if (driver === 'envoy-files') {
        return ['format', format === 'json' ? 'json' : 'text'];
      }
      return mayWriteEnvoyFilter(means) ? ['format', format] : ['prepared'];
    case 'accesslog.filter':
      return driver === 'istio' ? ['expression'] : ['minStatus'];
    case 'accesslog.sink':
      return ['sink', ...placeFields(form, means)];
    case 'filter.enabled':
      return ['name', 'on'];
    case 'concurrency':
      return [];
  }
}

/** Where a log goes to: a provider that Istio has, or else a file or a cluster. */
function placeFields({ sink, provider }: KnobForm, means: Means): KnobField[] {
  if (means.driver === 'istio' && (!means.allowEnvoyFilter || sink === 'stdout' || provider !== '')) {
    return ['provider'];
  }
  return sink === 'file' ? ['path'] : sink === 'stdout' ? [] : ['cluster'];
}

/** `name: %COMMAND%` lines as the object of Envoy's json_format. */
const jsonOf = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split('\n')
      .map((line) => /^\s*([^:\s][^:]*?)\s*:\s*(.*?)\s*$/.exec(line))
      .flatMap((match) => (match?.[1] ? [[match[1], match[2] ?? ''] as const] : []))
  );

/** In the contract's form; undefined for what no driver turns. */
export function knobValueOf(form: KnobForm, means: Means): KnobValue | undefined {
  const { knob } = form;
  const used = new Set(fieldsOfKnob(form, means));
  const texts = (...fields: Array<'path' | 'cluster' | 'provider' | 'prepared' | 'text' | 'expression'>) =>
    Object.fromEntries(fields.flatMap((field) => (used.has(field) ? [[field, form[field].trim()]] : [])));
  switch (knob) {
    case 'tracing.sampling':
      return { knob, percent: form.percent };
    case 'tracing.enabled':
    case 'accesslog.enabled':
    case 'stats.filter':
      return { knob, on: form.on };
    case 'tracing.provider':
      return { knob, name: form.name.trim() };
    case 'tracing.batch-size':
      return { knob, spans: form.spans };
    case 'accesslog.format':
      return { knob, ...texts('prepared', 'text'), ...(used.has('json') && { json: jsonOf(form.json) }) };
    case 'accesslog.filter':
      return { knob, ...texts('expression'), ...(used.has('minStatus') && { minStatus: form.minStatus }) };
    case 'accesslog.sink':
      return { knob, sink: form.sink, ...texts('path', 'cluster', 'provider') };
    case 'filter.enabled':
      return { knob, name: form.name.trim(), on: form.on };
    case 'concurrency':
      return undefined;
  }
}

export function knobFormOf(value: KnobValue): KnobForm {
  const { knob, ...values } = value;
  const json = 'json' in values && values.json ? linesOf(values.json) : undefined;
  const known = Object.fromEntries(
    Object.entries(values).filter(([field]) => field in KNOB_DEFAULTS && field !== 'json')
  );
  const format =
    json !== undefined ? 'json' : 'prepared' in values && values.prepared !== undefined ? 'prepared' : 'text';
  return newKnob(knob, { ...(known as Partial<KnobForm>), ...(json !== undefined && { json }), format });
}

const linesOf = (json: Record<string, string>) =>
  Object.entries(json)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
