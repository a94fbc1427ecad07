import { readFileSync } from 'node:fs';
import {
  EXPERIMENT_DRIVERS,
  type ExperimentDriver,
  type ExperimentSpec,
  ExperimentTargetSchema,
} from '@meshprof/contracts';
import { isTemplateName, TEMPLATE_NAMES, templateSpec } from '@meshprof/experiments';
import { Value } from 'typebox/value';
import { parseDuration } from '../../config/duration.ts';
import { CliError } from '../cli-failure.ts';
import { writeErr } from '../terminal.ts';
import { type Fitted, fitTemplate } from './fit-template.ts';
import { readSpec, specProblems } from './read-spec.ts';

/** Options as commander hands them over: text. */
export interface SpecOptions {
  readonly template?: string;
  readonly envoyAdmin?: string;
  readonly loadUrl?: string;
  readonly driver?: string;
  readonly blocks?: string;
  readonly window?: string;
  readonly seed?: string;
  readonly indicative?: boolean;
  readonly allowEnvoyFilter?: boolean;
}

const MAX_SPEC_BYTES = 1024 * 1024;

/** @throws CliError with a line for each thing that is wrong */
export async function specOf(file: string | undefined, options: SpecOptions): Promise<ExperimentSpec> {
  const spec = { ...(await baseSpec(file, options)), ...overrides(options) };
  const problems = specProblems(spec);
  if (problems.length > 0) throw usage(problems.map((problem) => `${file ?? 'the spec'}: ${problem}`).join('\n'));
  return spec as ExperimentSpec;
}

async function baseSpec(file: string | undefined, options: SpecOptions): Promise<object> {
  const { template, envoyAdmin, loadUrl, driver } = options;
  if (file !== undefined && template !== undefined) throw usage('give either a spec file or --template, not both');
  if (file === undefined && template === undefined) {
    throw usage(`say what to compare: a spec file, or --template with one of ${TEMPLATE_NAMES.join(', ')}`);
  }
  if (file !== undefined) {
    const foreign = Object.entries({ '--envoy-admin': envoyAdmin, '--load-url': loadUrl, '--driver': driver });
    const given = foreign.find(([, value]) => value !== undefined);
    if (given !== undefined)
      throw usage(`${given[0]} goes with --template; in a spec file it is target, load or driver`);
    return readFile(file);
  }
  return fromTemplate(template ?? '', options);
}

async function fromTemplate(template: string, { envoyAdmin, loadUrl, driver }: SpecOptions): Promise<object> {
  if (!isTemplateName(template)) throw usage(`--template takes ${TEMPLATE_NAMES.join(', ')}, not "${template}"`);
  if (envoyAdmin === undefined) throw usage("--template needs --envoy-admin URL, Envoy's admin listener");
  if (loadUrl === undefined) throw usage('--template needs --load-url URL, where requests are sent to');
  if (driver !== undefined && !isDriver(driver))
    throw usage(`--driver takes ${EXPERIMENT_DRIVERS.join(', ')}, not "${driver}"`);
  const target = { adminUrl: envoyAdmin };
  const load = { generator: 'h2load', url: loadUrl } as const;
  // An address that is none is nobody to ask; the schema says what is wrong with it.
  const { notes, ...fitted }: Fitted = Value.Check(ExperimentTargetSchema, target)
    ? await fitTemplate(envoyAdmin, driver)
    : { driver: driver ?? 'envoy-runtime', notes: [] };
  for (const note of notes) writeErr(`meshprof: ${note}\n`);
  return templateSpec(template, { ...fitted, target, load });
}

function isDriver(name: string): name is ExperimentDriver {
  return (EXPERIMENT_DRIVERS as readonly string[]).includes(name);
}

function readFile(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw usage(`cannot read ${file}: ${error instanceof Error ? error.message.split(',')[0] : String(error)}`);
  }
  if (text.length > MAX_SPEC_BYTES) throw usage(`${file} is larger than 1 MiB, so it is no spec`);
  const read = readSpec(text);
  if (!read.ok) throw usage(`${file}: ${read.message}`);
  return read.value;
}

function overrides({ blocks, window, seed, indicative, allowEnvoyFilter }: SpecOptions): object {
  return {
    ...(blocks !== undefined && { blocks: wholeNumber('--blocks', blocks) }),
    ...(window !== undefined && windows(window)),
    ...(seed !== undefined && { seed: wholeNumber('--seed', seed) }),
    ...(indicative === true && { indicative }),
    ...(allowEnvoyFilter === true && { allowEnvoyFilter }),
  };
}

function windows(text: string): object {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw usage(`--window ${parsed.message}`);
  return { windowMs: parsed.ms, profileMs: parsed.ms, warmMs: Math.round(parsed.ms / 2) };
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw usage(`${option} must be a whole number, not "${text}"`);
  return Number(text);
}

const usage = (message: string): CliError => new CliError({ exit: 'usage', message });
