import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';

/** Of docker-compose.yml, what our tests look at. */
export interface Service {
  readonly profiles?: readonly string[];
  readonly image?: string;
  readonly build?: { context: string; dockerfile: string; target?: string; args?: Record<string, string> };
  readonly environment?: Record<string, string>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { test: readonly string[] };
  readonly command?: readonly string[];
  readonly depends_on?: Record<string, { condition: string; required?: boolean }>;
  readonly network_mode?: string;
  readonly pid?: string;
  readonly cgroup?: string;
  readonly uts?: string;
  readonly privileged?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
}

export interface ComposeFile {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, null>;
}

const root = join(import.meta.dirname, '..');

export const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
export const versions = parseEnv(readFileSync(join(root, '.env'), 'utf8')) as Record<string, string>;

/** As it stands. */
export const compose = parse(composeText, { merge: true }) as ComposeFile;

/** With the versions filled in, the defaults taken and `$$` undone: in texts, as Compose does, after YAML is read. */
export function filledCompose(): ComposeFile {
  return JSON.parse(JSON.stringify(compose), (_, value: unknown) =>
    typeof value === 'string' ? filledText(value) : value
  ) as ComposeFile;
}

function filledText(text: string): string {
  return text
    .replaceAll(/(?<!\$)\$\{(\w+)\}/g, (_, name: string) => versions[name] ?? '')
    .replaceAll(/(?<!\$)\$\{\w+:-([^}]*)\}/g, '$1')
    .replaceAll('$$', '$');
}
