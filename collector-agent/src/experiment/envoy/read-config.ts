import { type AdminResult, CONFIG_DUMP_LIMITS, type EnvoyAdmin } from './envoy-admin.ts';
import { type ConfigHashes, hashConfig } from './config-hash.ts';
import { factsOfDump, type ProxyFacts } from './proxy-facts.ts';
import { parseRuntime, type RuntimeView } from './runtime-view.ts';

/** The configuration that is in force. */
export interface ProxyConfig {
  readonly facts: ProxyFacts;
  readonly runtime: RuntimeView;
  readonly hashes: ConfigHashes;
}

export async function readConfig(admin: EnvoyAdmin): Promise<AdminResult<ProxyConfig>> {
  const dump = await admin.getJson('/config_dump', CONFIG_DUMP_LIMITS);
  if (!dump.ok) return dump;
  const runtime = await readRuntime(admin);
  if (!runtime.ok) return runtime;
  const facts = factsOfDump(dump.value);
  return { ok: true, value: { facts, runtime: runtime.value, hashes: hashConfig(dump.value, runtime.value) } };
}

export async function readRuntime(admin: EnvoyAdmin): Promise<AdminResult<RuntimeView>> {
  const answer = await admin.getJson('/runtime');
  if (!answer.ok) return answer;
  const value = parseRuntime(answer.value);
  return value === undefined ? { ok: false, detail: 'does not answer as an Envoy does' } : { ok: true, value };
}
