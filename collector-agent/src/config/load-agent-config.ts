import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { errorCode } from '../discovery/proc-file.ts';
import { type AgentConfig, agentConfigDefaults, AgentConfigSchema } from './agent-config.ts';
import { nearMiss } from './near-miss.ts';
import { parseSetting, SETTINGS } from './settings.ts';

/** Where values come from, strongest first: flags, environment, file, defaults. */
export interface ConfigSources {
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file?: string;
}

export type LoadedConfig =
  { readonly ok: true; readonly config: AgentConfig } | { readonly ok: false; readonly message: string };

type Layer =
  { readonly ok: true; readonly values: Record<string, unknown> } | { readonly ok: false; readonly message: string };

/** The message names the key, where it stands and what it should be; it is one sentence. */
export function loadAgentConfig(sources: ConfigSources): LoadedConfig {
  const layers: Layer[] = [
    sources.file === undefined ? { ok: true, values: {} } : fileLayer(sources.file),
    textLayer('env', sources.env),
    textLayer('flag', sources.flags),
  ];
  const merged: Record<string, unknown> = { ...agentConfigDefaults() };
  for (const layer of layers) {
    if (!layer.ok) return layer;
    Object.assign(merged, layer.values);
  }
  const problem = Value.Errors(AgentConfigSchema, merged)[0];
  if (problem !== undefined)
    return { ok: false, message: describeProblem(problem.instancePath, problem.message, sources) };
  return withJoinToken(merged as AgentConfig);
}

function fileLayer(file: string): Layer {
  let values: unknown;
  try {
    values = parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { ok: false, message: `cannot read the configuration file ${file}: ${why}` };
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    return { ok: false, message: `the configuration file ${file} must hold keys with values` };
  }
  const known = SETTINGS.map(({ key }) => key);
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const meant = nearMiss(unknown, known);
    const hint = meant === undefined ? `known keys are ${known.join(', ')}` : `did you mean "${meant}"?`;
    return { ok: false, message: `unknown key "${unknown}" in ${file}; ${hint}` };
  }
  return { ok: true, values: values as Record<string, unknown> };
}

/** Flags arrive by configuration key, environment variables by their own name. Empty variables count as unset. */
function textLayer(kind: 'env' | 'flag', texts: Readonly<Record<string, string | undefined>>): Layer {
  const values: Record<string, unknown> = {};
  for (const setting of SETTINGS) {
    const text = texts[kind === 'env' ? setting.env : setting.key];
    if (text === undefined || (kind === 'env' && text === '')) continue;
    const parsed = parseSetting(setting, text);
    if (!parsed.ok) {
      const shown = setting.secret ? '' : `, not "${text}"`;
      return { ok: false, message: `${setting[kind]} must be ${parsed.expected}${shown}` };
    }
    values[setting.key] = parsed.value;
  }
  return { ok: true, values };
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

function withJoinToken(config: AgentConfig): LoadedConfig {
  if (config.joinToken !== undefined || config.joinTokenFile === undefined) return { ok: true, config };
  try {
    const joinToken = readFileSync(config.joinTokenFile, 'utf8').trim();
    if (joinToken === '') return { ok: false, message: `the join token file ${config.joinTokenFile} is empty` };
    return { ok: true, config: { ...config, joinToken } };
  } catch (error) {
    return { ok: false, message: `cannot read the join token file ${config.joinTokenFile} (${errorCode(error)})` };
  }
}
