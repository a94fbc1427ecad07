import { readFileSync } from 'node:fs';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { nearMiss } from './near-miss.ts';
import { parseSetting } from './parse-setting.ts';
import { type ParsedYaml, parseYaml } from './parse-yaml.ts';
import { schemaMessage } from './schema-message.ts';
import { secretProblem } from './secret-problem.ts';
import { type Setting, type SettingsSchema, settingsOf } from './setting-table.ts';
import { addressProblem } from './address-problem.ts';

/** Where values come from, strongest first: flags, environment, file, defaults. */
export interface SettingSources {
  /** By configuration key, as commander gives them. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file?: string;
}

/** `message` has one sentence for each bad value, a line each; a sentence names where the value stands. */
export type Loaded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

interface Given {
  readonly value: unknown;
  /** The spelling that was used, for messages: a person who set a variable should not have to look for a key. */
  readonly where: (path: string) => string;
}

/** What one source says, and what is wrong with it. */
interface Layer {
  readonly given: Map<string, Given>;
  readonly problems: string[];
}

export function loadSettings<S extends SettingsSchema>(
  schema: S,
  defaults: Static<S>,
  sources: SettingSources
): Loaded<Static<S>> {
  const settings = settingsOf(schema);
  const layers = [
    sources.file === undefined ? emptyLayer() : fileLayer(settings, sources.file),
    textLayer(settings, 'env', sources.env),
    textLayer(settings, 'flag', sources.flags),
  ];
  const given = new Map(layers.flatMap((layer) => [...layer.given]));
  const secrets = secretFileLayer(settings, given);
  for (const [key, secret] of secrets.given) given.set(key, secret);
  const problems = [...layers, secrets].flatMap((layer) => layer.problems);
  const merged = { ...defaults, ...Object.fromEntries([...given].map(([key, { value }]) => [key, value])) };
  problems.push(
    ...credentialProblems(settings, given),
    ...secretProblems(settings, given),
    ...schemaProblems(schema, merged, given)
  );
  return problems.length === 0 ? { ok: true, value: merged } : { ok: false, message: problems.join('\n') };
}

function emptyLayer(): Layer {
  return { given: new Map(), problems: [] };
}

function fileLayer(settings: readonly Setting[], file: string): Layer {
  const layer = emptyLayer();
  const read = readYaml(file);
  if (!read.ok) {
    layer.problems.push(`cannot read the configuration file ${file}: ${read.problem}`);
    return layer;
  }
  const values = read.value ?? {};
  if (typeof values !== 'object' || Array.isArray(values)) {
    layer.problems.push(`the configuration file ${file} must hold keys with values`);
    return layer;
  }
  const known = settings.map(({ key }) => key);
  for (const [key, value] of Object.entries(values)) {
    if (known.includes(key)) layer.given.set(key, { value, where: (path) => `"${path}" in ${file}` });
    else layer.problems.push(unknownKey(key, file, known));
  }
  return layer;
}

function readYaml(file: string): ParsedYaml {
  try {
    return parseYaml(readFileSync(file, 'utf8'));
  } catch (error) {
    return { ok: false, problem: firstLine(error) };
  }
}

/** `{token:secret}` has one key, which is not to be repeated. */
function unknownKey(key: string, file: string, known: readonly string[]): string {
  if (/^\w{1,40}$/.test(key)) return `unknown key "${key}" in ${file}; ${hintFor(key, known)}`;
  return `a key in ${file} is none that could be known; write each as key: value, with a space`;
}

function hintFor(key: string, known: readonly string[]): string {
  const meant = nearMiss(key, known);
  return meant === undefined ? `known keys are ${known.join(', ')}` : `did you mean "${meant}"?`;
}

/** Flags arrive by configuration key, environment variables by their own name. Empty variables count as unset. */
function textLayer(
  settings: readonly Setting[],
  kind: 'env' | 'flag',
  texts: Readonly<Record<string, string | undefined>>
): Layer {
  const layer = emptyLayer();
  for (const setting of settings) {
    const text = texts[kind === 'env' ? setting.env : setting.key];
    if (text === undefined || (kind === 'env' && text === '')) continue;
    const parsed = parseSetting(setting, text);
    const name = setting[kind];
    if (parsed.ok) layer.given.set(setting.key, { value: parsed.value, where: () => name });
    else layer.problems.push(`${name} must be ${parsed.expected}${setting.secret ? '' : `, not "${text}"`}`);
  }
  return layer;
}

/** `joinTokenFile` and its like give `joinToken`: the content of the file, without the newline at its end. */
function secretFileLayer(settings: readonly Setting[], given: ReadonlyMap<string, Given>): Layer {
  const layer = emptyLayer();
  for (const { key, secret } of settings) {
    const setting = given.get(`${key}File`);
    const file = setting?.value;
    if (!secret || setting === undefined || typeof file !== 'string' || given.has(key)) continue;
    const name = setting.where(`${key}File`);
    try {
      const value = readFileSync(file, 'utf8').trim();
      if (value === '') layer.problems.push(`the file ${file} of ${name} is empty`);
      else layer.given.set(key, { value, where: () => `the content of ${file}, the file of ${name},` });
    } catch (error) {
      layer.problems.push(`cannot read the file of ${name}: ${firstLine(error)}`);
    }
  }
  return layer;
}

/** Addresses stand in logs, messages and `--print-config`, which are no place for a password. */
function credentialProblems(settings: readonly Setting[], given: ReadonlyMap<string, Given>): string[] {
  const secrets = new Set(settings.filter(({ secret }) => secret).map(({ key }) => key));
  return [...given].flatMap(([key, { value, where }]) => {
    const problem = secrets.has(key) || typeof value !== 'string' ? undefined : addressProblem(value);
    return problem === undefined ? [] : [`${where(key)} ${problem}`];
  });
}

function secretProblems(settings: readonly Setting[], given: ReadonlyMap<string, Given>): string[] {
  return settings.flatMap(({ key, secret }) => {
    const setting = secret ? given.get(key) : undefined;
    const problem = secretProblem(setting?.value);
    return setting === undefined || problem === undefined ? [] : [`${setting.where(key)} ${problem}`];
  });
}

/** The first error of each value: later ones mostly follow from it. */
function schemaProblems(schema: SettingsSchema, merged: object, given: ReadonlyMap<string, Given>): string[] {
  const sentences = new Map<string, string>();
  for (const { instancePath, message } of Value.Errors(schema, merged)) {
    const path = instancePath.slice(1).replaceAll('/', '.');
    const key = path.split('.')[0] ?? '';
    if (sentences.has(key)) continue;
    const where = given.get(key)?.where(path) ?? (key === '' ? 'the configuration' : `"${path}"`);
    sentences.set(key, `${where} ${schemaMessage(message)}`);
  }
  return [...sentences.values()];
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
