import { ControllerConfigSchema } from './controller-config.ts';

/** One configuration key and its other spellings: `stateDir`, `MESHPROF_STATE_DIR`, `--state-dir`. */
export interface Setting {
  readonly key: string;
  readonly env: string;
  readonly flag: string;
  readonly kind: 'string' | 'integer' | 'list' | 'map';
  readonly description: string;
  /** Secrets have no flag: every user of the machine can read a command line. */
  readonly secret: boolean;
}

const SECRET_KEYS: readonly string[] = ['secret', 'token', 'joinToken', 'otlpHeaders'];

export const SETTINGS: readonly Setting[] = Object.entries(ControllerConfigSchema.properties).map(([key, schema]) => ({
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
  if (type === 'integer') return 'integer';
  if (type === 'array') return 'list';
  return type === 'object' ? 'map' : 'string';
}

export type ParsedSetting =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly expected: string };

/** Text of an environment variable or flag as the key's type. Ranges and patterns are the schema's business. */
export function parseSetting({ kind }: Setting, text: string): ParsedSetting {
  switch (kind) {
    case 'string':
      return { ok: true, value: text };
    case 'integer':
      return /^-?\d+$/.test(text) ? { ok: true, value: Number(text) } : { ok: false, expected: 'a whole number' };
    case 'list':
      return { ok: true, value: items(text) };
    case 'map': {
      const pairs = items(text).map((pair) => pair.split(/=(.*)/s, 2));
      if (!pairs.every(([name, value]) => name !== '' && value !== undefined)) {
        return { ok: false, expected: 'name=value pairs with commas between' };
      }
      return { ok: true, value: Object.fromEntries(pairs) as Record<string, string> };
    }
  }
}

function items(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
