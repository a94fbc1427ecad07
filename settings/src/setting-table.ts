import type { TObject, TProperties } from 'typebox';

/**
 * The settings of a service: a TypeBox object whose properties have a `description` and, where they hold a secret,
 * `secret: true`, or with `env` a name of their variable that the world has agreed on (DATABASE_URL). Everything else
 * about them follows from it.
 */
export type SettingsSchema = TObject<TProperties>;

/** One configuration key and its other spellings: `maxSessions`, `MESHPROF_MAX_SESSIONS`, `--max-sessions`. */
export interface Setting {
  readonly key: string;
  readonly env: string;
  readonly flag: string;
  readonly kind: SettingKind;
  readonly description: string;
  /** Secrets have no flag: every user of the machine can read a command line. */
  readonly secret: boolean;
}

/** How the text of a variable or flag becomes a value; `json` is for what has no simpler spelling. */
export type SettingKind = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map' | 'json';

export function settingsOf(schema: SettingsSchema): readonly Setting[] {
  return Object.entries(schema.properties).map(([key, property]) => {
    const { description = '', secret = false, env } = property as PropertyNotes;
    return {
      key,
      env: env ?? `MESHPROF_${words(key).join('_').toUpperCase()}`,
      flag: `--${words(key).join('-')}`,
      kind: kindOf(property),
      description,
      secret,
    };
  });
}

function words(key: string): string[] {
  return key.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
}

interface PropertyNotes {
  readonly description?: string;
  readonly secret?: boolean;
  readonly env?: string;
}

interface PropertyShape {
  readonly type?: string;
  readonly items?: { readonly type?: string };
  readonly patternProperties?: unknown;
}

function kindOf({ type, items, patternProperties }: PropertyShape): SettingKind {
  if (type === 'string' || type === 'integer' || type === 'number' || type === 'boolean') return type;
  if (type === 'array' && items?.type === 'string') return 'list';
  if (type === 'object' && isMapOfStrings(patternProperties)) return 'map';
  return 'json';
}

function isMapOfStrings(patternProperties: unknown): boolean {
  if (typeof patternProperties !== 'object' || patternProperties === null) return false;
  return Object.values(patternProperties).every((value: unknown) => (value as PropertyShape).type === 'string');
}
