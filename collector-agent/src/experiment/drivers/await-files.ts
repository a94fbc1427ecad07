import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { ProxyConfig } from '../envoy/read-config.ts';
import { parseServerInfo } from '../envoy/server-info.ts';
import type { EnvoyProxy } from './envoy-proxy.ts';
import { fail, type Failure, type Outcome, succeed } from './outcome.ts';
import type { VariantFile } from './variant-files.ts';

export interface FilesAwaited {
  /** Read before the first of the files was written; absent if none was. */
  before?: ProxyCounters;
  kinds?: readonly VariantFile['kind'][];
  /** Of the listeners. */
  version?: string;
}

export interface FilesTaken {
  readonly drained: boolean;
  readonly config: ProxyConfig;
}

/** Envoy hears of a moved file at once, and builds listeners within seconds. */
const TAKE_LIMIT_MS = 15_000;
const DEFAULT_DRAIN_S = 600;
const DRAIN_SLACK_MS = 5_000;
const POLL_MS = 200;

/** Waits until the proxy has taken the files, or has refused them, and its old listeners are gone. */
export async function awaitFiles(
  proxy: EnvoyProxy,
  awaited: FilesAwaited,
  signal: AbortSignal
): Promise<Outcome<FilesTaken>> {
  const taken = await poll(proxy, signal, TAKE_LIMIT_MS, (now) => refusalOf(awaited, now) ?? isTaken(awaited, now));
  if (!taken.ok) return taken;
  if (taken.value === 'late') {
    return fail(
      'configuration-rejected',
      `The proxy did not take the file within ${TAKE_LIMIT_MS / 1000} s: it does not watch that path.`
    );
  }
  if (typeof taken.value === 'object') return rejection(proxy, taken.value);
  const info = await proxy.ask(proxy.admin.getJson('/server_info'));
  if (!info.ok) return info;
  const drainMs = (parseServerInfo(info.value)?.drainTimeS ?? DEFAULT_DRAIN_S) * 1000 + DRAIN_SLACK_MS;
  const drained = await poll(proxy, signal, drainMs, isDrained);
  if (!drained.ok) return drained;
  const config = await proxy.readConfig();
  return config.ok ? succeed({ drained: drained.value === true, config: config.value }) : config;
}

type Verdict = boolean | Failure;

async function poll(
  proxy: EnvoyProxy,
  signal: AbortSignal,
  limitMs: number,
  verdictOf: (now: ProxyCounters) => Verdict
): Promise<Outcome<true | Failure | 'late'>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const now = await proxy.readCounters();
    if (!now.ok) return now;
    const verdict = verdictOf(now.value);
    if (verdict !== false) return succeed(verdict);
    if (signal.aborted) return fail('asked-for', 'The wait for the proxy was given up.');
    if (performance.now() > deadline) return succeed('late' as const);
    await sleep(POLL_MS);
  }
}

function isTaken({ before, kinds = [] }: FilesAwaited, now: ProxyCounters): boolean {
  const hasListeners = !kinds.includes('listeners') || now.listeners.updates > (before?.listeners.updates ?? 0);
  const hasRuntime = !kinds.includes('runtime') || now.runtime.updates > (before?.runtime.updates ?? 0);
  return hasListeners && hasRuntime && now.listeners.warming === 0;
}

function refusalOf({ before, kinds = [] }: FilesAwaited, now: ProxyCounters): Failure | undefined {
  if (before === undefined) return undefined;
  const { listeners, runtime } = now;
  if (kinds.includes('listeners')) {
    if (listeners.updatesRejected > before.listeners.updatesRejected) return refuse('its listeners');
    if (listeners.updatesFailed > before.listeners.updatesFailed)
      return refuse('the listener file, which it cannot read');
  }
  const isRefused = kinds.includes('runtime') && runtime.updatesRejected > before.runtime.updatesRejected;
  return isRefused ? refuse('the runtime file') : undefined;
}

const refuse = (what: string): Failure => fail('configuration-rejected', `The proxy rejected ${what}`);

const isDrained = ({ listeners }: ProxyCounters): boolean =>
  listeners.draining === 0 && listeners.chainsDraining === 0 && listeners.warming === 0;

/** With Envoy's own words, where it keeps them. */
async function rejection(proxy: EnvoyProxy, { reason, detail }: Failure): Promise<Failure> {
  const config = await proxy.readConfig();
  const words = config.ok ? config.value.facts.rejections.join('; ') : '';
  return fail(reason, words === '' ? `${detail}; its log says why.` : `${detail}: ${words}`);
}
