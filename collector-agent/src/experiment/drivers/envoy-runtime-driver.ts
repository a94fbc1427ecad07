import type { ExperimentFinding, ExperimentSpec, TreatmentProof, Variant } from '@meshprof/contracts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { ProxyConfig } from '../envoy/read-config.ts';
import type { RuntimeView } from '../envoy/runtime-view.ts';
import { adminLayerOf } from './admin-layer.ts';
import type { Converged, Driver, Restored, Snapshot } from './driver.ts';
import { EnvoyProxy } from './envoy-proxy.ts';
import { fail, type Outcome, succeed } from './outcome.ts';
import { preflightOfRuntime } from './preflight-runtime.ts';
import { keysOfVariant, textOf } from './runtime-keys.ts';
import { readRuntimeSnapshot, type RuntimeSnapshot } from './runtime-snapshot.ts';
import { proveVariant } from './prove-variant.ts';
import { variantsOf } from './variants-of.ts';

export async function openEnvoyRuntimeDriver(spec: ExperimentSpec): Promise<Outcome<Driver>> {
  const proxy = await EnvoyProxy.open(spec.target);
  return proxy.ok ? succeed(new EnvoyRuntimeDriver(spec, proxy.value)) : proxy;
}

/** Turns what has a runtime key, through the admin interface: at once, without new listeners, and gone with a restart. */
class EnvoyRuntimeDriver implements Driver {
  readonly #spec: ExperimentSpec;
  readonly #proxy: EnvoyProxy;
  /** Runtime values that the variant applied last sets. */
  #wanted: Readonly<Record<string, string>> = {};

  constructor(spec: ExperimentSpec, proxy: EnvoyProxy) {
    this.#spec = spec;
    this.#proxy = proxy;
  }

  get pid(): number {
    return this.#proxy.pid;
  }

  async preflight(): Promise<readonly ExperimentFinding[]> {
    return preflightOfRuntime(this.#spec, this.#proxy);
  }

  async snapshot(): Promise<Outcome<Snapshot>> {
    const config = await this.#proxy.readConfig();
    if (!config.ok) return config;
    const data = this.#snapshotData(config.value);
    return data.ok ? succeed({ driver: 'envoy-runtime', hash: config.value.hashes.whole, data: data.value }) : data;
  }

  /** All keys that any variant sets, with what the admin layer has now; and what each variant makes of them. */
  #snapshotData(config: ProxyConfig): Outcome<RuntimeSnapshot> {
    const layer = adminLayerOf(config);
    if (layer === undefined) return fail('preflight-failed', 'The proxy has no admin layer in its runtime.');
    const variants: Record<string, Record<string, string>> = {};
    for (const variant of variantsOf(this.#spec)) {
      const resolved = keysOfVariant(variant, config);
      if (!resolved.ok) return fail('preflight-failed', resolved.problem);
      variants[variant.name] = Object.fromEntries([...resolved.keys].map(([key, value]) => [key, textOf(value)]));
    }
    const keys = new Set(Object.values(variants).flatMap((values) => Object.keys(values)));
    const before = [...keys].map((key) => [key, config.runtime.entries.get(key)?.layerValues[layer] ?? ''] as const);
    return succeed({ before: Object.fromEntries(before), variants });
  }

  async apply(variant: Variant, snapshot: Snapshot): Promise<Outcome<void>> {
    const data = readRuntimeSnapshot(snapshot);
    if (!data.ok) return data;
    const { before, variants } = data.value;
    const values = variants[variant.name];
    if (values === undefined) return fail('preflight-failed', `The snapshot knows no variant ${variant.name}.`);
    this.#wanted = values;
    return this.#set({ ...before, ...values });
  }

  async converge(variant: Variant, signal: AbortSignal): Promise<Outcome<Converged>> {
    if (signal.aborted) return fail('asked-for', 'The wait was given up.');
    const config = await this.#proxy.readConfig();
    if (!config.ok) return config;
    const hidden = Object.entries(this.#wanted).filter(
      ([key, value]) => finalValue(config.value.runtime, key) !== value
    );
    if (hidden.length > 0) {
      const keys = hidden.map(([key]) => `${key} = ${finalValue(config.value.runtime, key) || 'nothing'}`);
      const detail = `The proxy took the values of ${variant.name}, but has ${keys.join(', ')} all the same.`;
      return fail('configuration-rejected', detail);
    }
    const noted = await this.#proxy.noteConverged(config.value);
    return noted.ok ? succeed({ drained: true, configHash: config.value.hashes.whole }) : noted;
  }

  async restore(snapshot: Snapshot): Promise<Outcome<Restored>> {
    const data = readRuntimeSnapshot(snapshot);
    if (!data.ok) return data;
    this.#proxy.forgetConverged();
    // With a restart the admin layer is gone, and may be set again by whoever set it before.
    const back = await this.#proxy.reopenIfGone(this.#spec.target);
    if (!back.ok) return back;
    const set = await this.#set(data.value.before);
    if (!set.ok) return set;
    const hash = await this.configHash();
    return hash.ok ? succeed({ hash: hash.value, proven: hash.value === snapshot.hash }) : hash;
  }

  configHash(): Promise<Outcome<string>> {
    return this.#proxy.configHash();
  }

  checkUnchanged(): Promise<Outcome<void>> {
    return this.#proxy.checkUnchanged();
  }

  readCounters(): Promise<Outcome<ProxyCounters>> {
    return this.#proxy.readCounters();
  }

  async prove(variant: Variant, before: ProxyCounters, after: ProxyCounters): Promise<readonly TreatmentProof[]> {
    return proveVariant({ variant, before, after, config: await this.#proxy.readConfig(), byRuntime: true });
  }

  diskPaths(): Promise<readonly string[]> {
    return this.#proxy.logFolders();
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }

  /** Only what differs, in one question: the proxy takes all of it at once, or nothing. */
  async #set(values: Readonly<Record<string, string>>): Promise<Outcome<void>> {
    this.#proxy.forgetConverged();
    const config = await this.#proxy.readConfig();
    if (!config.ok) return config;
    const layer = adminLayerOf(config.value);
    if (layer === undefined) return fail('preflight-failed', 'The proxy has no admin layer in its runtime.');
    const { entries } = config.value.runtime;
    const differing = Object.entries(values).filter(
      ([key, value]) => (entries.get(key)?.layerValues[layer] ?? '') !== value
    );
    if (differing.length === 0) return succeed(undefined);
    const query = new URLSearchParams(differing).toString();
    const answer = await this.#proxy.ask(this.#proxy.admin.post(`/runtime_modify?${query}`));
    return answer.ok ? succeed(undefined) : answer;
  }
}

const finalValue = (runtime: RuntimeView, key: string): string => runtime.entries.get(key)?.finalValue ?? '';
