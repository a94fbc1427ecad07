import type { Setting } from './setting-table.ts';

/** Options of the command line, for commander: one for each setting that is no secret. */
export function settingOptions(settings: readonly Setting[]): { flags: string; description: string }[] {
  return settings
    .filter(({ secret }) => !secret)
    .map(({ flag, description, env }) => ({ flags: `${flag} <value>`, description: `${description} (${env})` }));
}

/** What the help says of the settings that have no option. */
export function secretsHelp(settings: readonly Setting[]): string {
  const secrets = settings.filter(({ secret }) => secret).map(({ key, env }) => `${key} (${env})`);
  return `Only by file or environment, since they are secrets: ${secrets.join(', ')}`;
}
