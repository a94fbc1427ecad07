import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the parts of one machine prove to each other. Files are readable by their owner only. */
export interface Secrets {
  /** Between host page and controller; new at each start. */
  readonly pluginSecret: string;
  /** For the command line and scripts (`MESHPROF_TOKEN`). */
  readonly token: string;
  /** Where `token` can be read; absent if it was given to us. */
  readonly tokenFile?: string;
  /** With which Grafana signs alerts and Alertmanager sends them; kept, since both have a copy of it. */
  readonly webhookSecret: string;
  readonly webhookSecretFile: string;
  /** With which the agent joins. */
  readonly joinToken: string;
}

const newSecret = () => randomBytes(32).toString('base64url');

/** A token that outlives a restart, so that a shell or script that has it keeps working. */
function keptSecret(file: string): string {
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= 32) return kept;
  }
  const secret = newSecret();
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

export function prepareSecrets(stateDir: string): Secrets {
  const webhookSecretFile = path.join(stateDir, 'webhook-secret');
  const webhooks = { webhookSecretFile, webhookSecret: keptSecret(webhookSecretFile) };
  const own = { pluginSecret: newSecret(), joinToken: newSecret(), ...webhooks };
  const given = process.env['MESHPROF_TOKEN'];
  if (given) return { ...own, token: given };
  const tokenFile = path.join(stateDir, 'token');
  return { ...own, token: keptSecret(tokenFile), tokenFile };
}
