import { stringify } from 'yaml';
import type { Setting } from './setting-table.ts';

/** The configuration in force as a YAML file that a person may see: secrets are `(set)`. */
export function configText(settings: readonly Setting[], config: object): string {
  const secrets = new Set(settings.filter(({ secret }) => secret).map(({ key }) => key));
  const shown = Object.entries(config).map(([key, value]) => [key, secrets.has(key) ? '(set)' : (value as unknown)]);
  return stringify(Object.fromEntries(shown));
}
