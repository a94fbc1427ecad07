import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { type ControllerConfig, controllerConfigDefaults, ControllerConfigSchema } from './controller-config.ts';
import { parseSetting, SETTINGS } from './settings.ts';

/** Where values come from, strongest first: flags, environment, file, defaults. */
export interface ConfigSources {
  /** By configuration key. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file?: string;
}

export type Loaded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

type Values = Record<string, unknown>;

/** The message is one sentence: it names the key, where it stands and what it should be. */
export function loadControllerConfig(sources: ConfigSources): Loaded<ControllerConfig> {
  const layers = [
    sources.file === undefined ? taken<Values>({}) : fileLayer(sources.file),
    textLayer('env', sources.env),
    textLayer('flag', sources.flags),
  ];
  const merged: Values = { ...controllerConfigDefaults() };
  for (const layer of layers) {
    if (!layer.ok) return layer;
    Object.assign(merged, layer.value);
  }
  const secrets = secretFileLayer(merged);
  if (!secrets.ok) return secrets;
  Object.assign(merged, secrets.value);
  const problem = Value.Errors(ControllerConfigSchema, merged)[0];
  if (problem !== undefined) return refused(describeProblem(problem.instancePath, problem.message, sources));
  return requireCredentials(merged as ControllerConfig);
}

function fileLayer(file: string): Loaded<Values> {
  let values: unknown;
  try {
    values = parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    return refused(`cannot read the configuration file ${file}: ${firstLine(error)}`);
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    return refused(`the configuration file ${file} must hold keys with values`);
  }
  const known = SETTINGS.map(({ key }) => key);
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined) return refused(`unknown key "${unknown}" in ${file}; known keys are ${known.join(', ')}`);
  return taken(values as Values);
}

/** Empty environment variables count as unset. */
function textLayer(kind: 'env' | 'flag', texts: Readonly<Record<string, string | undefined>>): Loaded<Values> {
  const values: Values = {};
  for (const setting of SETTINGS) {
    const text = texts[kind === 'env' ? setting.env : setting.key];
    if (text === undefined || (kind === 'env' && text === '')) continue;
    const parsed = parseSetting(setting, text);
    if (!parsed.ok) {
      const shown = setting.secret ? '' : `, not "${text}"`;
      return refused(`${setting[kind]} must be ${parsed.expected}${shown}`);
    }
    values[setting.key] = parsed.value;
  }
  return taken(values);
}

/** `secretFile` and its like: the content of the file, without the newline at its end. */
function secretFileLayer(merged: Values): Loaded<Values> {
  const values: Values = {};
  for (const key of ['secret', 'token', 'joinToken']) {
    const file = merged[`${key}File`];
    if (typeof file !== 'string' || merged[key] !== undefined) continue;
    try {
      values[key] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      return refused(`cannot read the ${key} from ${file}: ${firstLine(error)}`);
    }
  }
  return taken(values);
}

function requireCredentials(config: ControllerConfig): Loaded<ControllerConfig> {
  if (config.secret !== undefined || config.token !== undefined) return taken(config);
  return refused(
    'nobody could use this controller: set token (MESHPROF_TOKEN) for the command line, secret (MESHPROF_SECRET) for Grafana, or both'
  );
}

/** Names the spelling that was used: a person who set a variable should not have to look for a key in a file. */
function describeProblem(instancePath: string, message: string, sources: ConfigSources): string {
  const key = instancePath.split('/')[1] ?? '';
  const setting = SETTINGS.find((candidate) => candidate.key === key);
  if (setting === undefined) return `the configuration ${message}`;
  if (sources.flags[key] !== undefined) return `${setting.flag} ${message}`;
  if ((sources.env[setting.env] ?? '') !== '') return `${setting.env} ${message}`;
  return `"${instancePath.slice(1).replaceAll('/', '.')}" in ${sources.file ?? 'the configuration'} ${message}`;
}

function taken<T>(value: T): Loaded<T> {
  return { ok: true, value };
}

function refused(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
