import { type ExperimentDriver, type Knob, type KnobId, KNOBS, type KnobValue } from '@meshprof/contracts';

/** What a person fills in for one setting; each knob uses some of the fields, see `fieldsOfKnob`. */
export interface KnobForm {
  knob: KnobId;
  on: boolean;
  percent: number;
  spans: number;
  name: string;
  prepared: string;
  format: 'text' | 'json';
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

/** Those that this driver can turn. */
export const knobsOfDriver = (driver: ExperimentDriver): Knob[] =>
  KNOBS.filter(({ changes }: Knob) => changes[driver] !== undefined);

export const canTurn = (driver: ExperimentDriver, knob: KnobId): boolean => knobOf(knob).changes[driver] !== undefined;

/** The fields that say a knob's value to this driver. */
export function fieldsOfKnob({ knob, format, sink }: KnobForm, driver: ExperimentDriver): KnobField[] {
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
      return driver === 'envoy-files' ? ['format', format] : ['prepared'];
    case 'accesslog.filter':
      return driver === 'istio' ? ['expression'] : ['minStatus'];
    case 'accesslog.sink':
      return driver === 'istio' ? ['sink', 'provider'] : ['sink', ...sinkFields(sink)];
    case 'filter.enabled':
      return ['name', 'on'];
    case 'concurrency':
      return [];
  }
}

const sinkFields = (sink: KnobForm['sink']): KnobField[] =>
  sink === 'file' ? ['path'] : sink === 'stdout' ? [] : ['cluster'];

/** `name: %COMMAND%` lines as the object of Envoy's json_format. */
const jsonOf = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .split('\n')
      .map((line) => /^\s*([^:\s][^:]*?)\s*:\s*(.*?)\s*$/.exec(line))
      .flatMap((match) => (match?.[1] ? [[match[1], match[2] ?? ''] as const] : []))
  );

/** In the contract's form; undefined for what no driver turns. */
export function knobValueOf(form: KnobForm, driver: ExperimentDriver): KnobValue | undefined {
  const { knob } = form;
  const used = new Set(fieldsOfKnob(form, driver));
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
  return newKnob(knob, { ...(known as Partial<KnobForm>), ...(json !== undefined && { json, format: 'json' }) });
}

const linesOf = (json: Record<string, string>) =>
  Object.entries(json)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
