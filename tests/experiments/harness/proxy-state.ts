import { readFileSync } from 'node:fs';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';

/** What an experiment may change of the demo's Envoy, as Envoy and the files say it: not by Meshprof's own hash. */
export interface ProxyState {
  readonly listeners: readonly unknown[];
  /** By key: the value of each layer, the admin API's last. */
  readonly runtime: Readonly<Record<string, readonly string[]>>;
  readonly files: { readonly listeners: string; readonly runtime: string };
}

interface DynamicListener {
  readonly name: string;
  readonly active_state?: { readonly listener: unknown };
}

interface Runtime {
  readonly entries: Readonly<Record<string, { readonly layer_values: readonly string[] }>>;
}

export async function proxyState({ adminUrl, files }: Pick<Demo, 'adminUrl' | 'files'>): Promise<ProxyState> {
  const dump = await read<{ configs?: readonly DynamicListener[] }>(
    `${adminUrl}/config_dump?resource=dynamic_listeners`
  );
  const { entries } = await read<Runtime>(`${adminUrl}/runtime`);
  // Versions and times of updates differ each time the same is applied again.
  const listeners = (dump.configs ?? []).map(({ name, active_state }) => ({ name, listener: active_state?.listener }));
  const runtime = Object.fromEntries(Object.entries(entries).map(([key, { layer_values }]) => [key, layer_values]));
  return {
    listeners,
    runtime,
    files: { listeners: readFileSync(files.listeners, 'utf8'), runtime: readFileSync(files.runtime, 'utf8') },
  };
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}
