import type { ExperimentDriver, ExperimentSpec, KnobValue, Variant } from '@meshprof/contracts';
import { FULL_LOG_FORMAT, JSON_LOG_FORMAT, SHORT_LOG_FORMAT } from './log-formats.ts';
import { TEMPLATE_NAMES, type TemplateName } from './template-names.ts';

/** What a template has to know of the proxy. */
export interface TemplateOptions {
  readonly driver: ExperimentDriver;
  /**
   * Loggers that are there to choose from: ends of runtime keys (envoy-runtime), providers (istio), as
   * `accesslog.format.prepared` takes them. Default: `full` and `short`. None: variants of the access log are left out.
   */
  readonly loggers?: { readonly full?: string; readonly short?: string };
}

export interface TemplateVariants {
  readonly baseline: Variant;
  readonly variants: Variant[];
}

export interface Template {
  readonly name: TemplateName;
  readonly title: string;
  readonly description: string;
  /** Target, load and the rest of the spec are the caller's. No variants: not with these options. */
  variantsFor(options: TemplateOptions): TemplateVariants;
}

const DEFAULT_LOGGERS = { full: 'full', short: 'short' } as const;

export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  article: {
    name: 'article',
    title: "The article's tables",
    description:
      'Tracing at 100 % and 1 %, and the access log in full and short, each against neither of both: what "Pinpoint Service Mesh Critical Performance Impact by using eBPF" measured.',
    variantsFor: (options) => ({
      baseline: { name: 'off', knobs: [tracingOff(options), ...logOff(options)] },
      variants: [
        { name: 'tracing-100', knobs: [sampling(100), ...logOff(options)] },
        { name: 'tracing-1', knobs: [sampling(1), ...logOff(options)] },
        ...logVariants(options, [tracingOff(options)]),
      ],
    }),
  },
  'tracing-sampling': {
    name: 'tracing-sampling',
    title: 'Tracing by sampling rate',
    description: '100 %, 10 % and 1 % of requests traced, against 0 %; nothing else changes.',
    variantsFor: () => ({
      baseline: { name: 'tracing-0', knobs: [sampling(0)] },
      variants: [100, 10, 1].map((percent) => ({ name: `tracing-${percent}`, knobs: [sampling(percent)] })),
    }),
  },
  'access-log': {
    name: 'access-log',
    title: 'Access log',
    description:
      'The access log in full, short, and where files are written as JSON and for errors only, against none.',
    variantsFor: (options) => ({
      baseline: { name: 'log-off', knobs: [{ knob: 'accesslog.enabled', on: false }] },
      variants: [...logVariants(options, []), ...fileLogVariants(options)],
    }),
  },
  'tracing-x-logging': {
    name: 'tracing-x-logging',
    title: 'Tracing and access log together',
    description: 'Neither, each alone, and both: shows whether the two savings add up.',
    variantsFor: (options) => {
      const log = fullLog(options);
      const both = log
        ? [
            { name: 'log', knobs: [tracingOff(options), log] },
            { name: 'both', knobs: [sampling(100), log] },
          ]
        : [];
      return {
        baseline: { name: 'neither', knobs: [tracingOff(options), ...logOff(options)] },
        variants: [{ name: 'tracing', knobs: [sampling(100), ...logOff(options)] }, ...both],
      };
    },
  },
  'a-a': {
    name: 'a-a',
    title: 'A/A',
    description: 'The configuration that is there against itself: whatever comes out is noise.',
    variantsFor: () => ({ baseline: { name: 'a', knobs: [] }, variants: [{ name: 'a-again', knobs: [] }] }),
  },
};

export function isTemplateName(name: string): name is TemplateName {
  return TEMPLATE_NAMES.some((each) => each === name);
}

export interface TemplateSpecOptions extends TemplateOptions {
  readonly target: ExperimentSpec['target'];
  readonly load: ExperimentSpec['load'];
}

/** A whole spec; blocks, windows and the rest by default, or set on what is returned. */
export function templateSpec(name: TemplateName, { target, load, ...options }: TemplateSpecOptions): ExperimentSpec {
  const template = TEMPLATES[name];
  return { title: template.title, driver: options.driver, target, load, ...template.variantsFor(options) };
}

const sampling = (percent: number): KnobValue => ({ knob: 'tracing.sampling', percent });

/** Runtime keys cannot take tracing out of a listener; 0 % comes nearest, though unsampled spans are still made. */
function tracingOff({ driver }: TemplateOptions): KnobValue {
  return driver === 'envoy-runtime' ? sampling(0) : { knob: 'tracing.enabled', on: false };
}

function logOff(options: TemplateOptions): KnobValue[] {
  return fullLog(options) ? [{ knob: 'accesslog.enabled', on: false }] : [];
}

function fullLog({ driver, loggers = DEFAULT_LOGGERS }: TemplateOptions): KnobValue | undefined {
  return driver === 'envoy-files' ? { knob: 'accesslog.format', text: FULL_LOG_FORMAT } : preparedLog(loggers.full);
}

function shortLog({ driver, loggers = DEFAULT_LOGGERS }: TemplateOptions): KnobValue | undefined {
  return driver === 'envoy-files' ? { knob: 'accesslog.format', text: SHORT_LOG_FORMAT } : preparedLog(loggers.short);
}

function preparedLog(prepared: string | undefined): KnobValue | undefined {
  return prepared === undefined ? undefined : { knob: 'accesslog.format', prepared };
}

function logVariants(options: TemplateOptions, rest: readonly KnobValue[]): Variant[] {
  const [full, short] = [fullLog(options), shortLog(options)];
  return [
    ...(full ? [{ name: 'log-full', knobs: [...rest, full] }] : []),
    ...(short ? [{ name: 'log-short', knobs: [...rest, short] }] : []),
  ];
}

function fileLogVariants({ driver }: TemplateOptions): Variant[] {
  if (driver !== 'envoy-files') return [];
  return [
    { name: 'log-json', knobs: [{ knob: 'accesslog.format', json: JSON_LOG_FORMAT }] },
    { name: 'log-errors', knobs: [{ knob: 'accesslog.filter', minStatus: 500 }] },
  ];
}
