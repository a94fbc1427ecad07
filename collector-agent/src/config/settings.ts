import { AgentConfigSchema } from './agent-config.ts';

/** One configuration key and its other spellings: `maxSessions`, `MESHPROF_MAX_SESSIONS`, `--max-sessions`. */
export interface Setting {
  readonly key: string;
  readonly env: string;
  readonly flag: string;
  readonly kind: 'string' | 'integer' | 'boolean' | 'map';
  readonly description: string;
  /** Secrets have no flag: every user of the machine can read a command line. */
  readonly secret: boolean;
}

const SECRET_KEYS: readonly string[] = ['joinToken', 'otlpHeaders'];

export const SETTINGS: readonly Setting[] = Object.entries(AgentConfigSchema.properties).map(([key, schema]) => ({
  key,
  env: `MESHPROF_${words(key).join('_').toUpperCase()}`,
  flag: `--${words(key).join('-')}`,
  kind: kindOf(schema as { type?: string }),
  description: (schema as { description?: string }).description ?? '',
  secret: SECRET_KEYS.includes(key),
}));

function words(key: string): string[] {
  return key.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
}

function kindOf({ type }: { type?: string }): Setting['kind'] {
  if (type === 'integer' || type === 'boolean') return type;
  return type === 'object' ? 'map' : 'string';
}

export type ParsedSetting =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly expected: string };

/** Text of an environment variable or flag as the key's type. Ranges and patterns are the schema's business. */
export function parseSetting(setting: Setting, text: string): ParsedSetting {
  switch (setting.kind) {
    case 'string':
      return { ok: true, value: text };
    case 'integer':
      return /^-?\d+$/.test(text) ? { ok: true, value: Number(text) } : { ok: false, expected: 'a whole number' };
    case 'boolean':
      return ['true', 'false'].includes(text)
        ? { ok: true, value: text === 'true' }
        : { ok: false, expected: 'true or false' };
    case 'map':
      return parseMap(text);
  }
}

/** `name=value,name=value`, as OTEL_EXPORTER_OTLP_HEADERS is written. */
function parseMap(text: string): ParsedSetting {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  if (pairs.some((pair) => pair.indexOf('=') < 1))
    return { ok: false, expected: 'name=value pairs with commas between' };
  const entries = pairs.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  return { ok: true, value: Object.fromEntries(entries) };
}
