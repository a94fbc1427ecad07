import type { ExperimentTarget } from '@meshprof/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { readChangeCounters } from '../envoy/change-counters.ts';
import { changedParts, type ConfigHashes } from '../envoy/config-hash.ts';
import type { AdminResult, EnvoyAdmin } from '../envoy/envoy-admin.ts';
import { FILE_LOGGERS } from '../envoy/logger-facts.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import { type ProxyConfig, readConfig } from '../envoy/read-config.ts';
import { readCounters } from '../envoy/read-counters.ts';
import { fail, type Outcome, succeed } from './outcome.ts';
import { ProxyFiles } from './proxy-files.ts';
import { TargetProxy } from './target-proxy.ts';

/** How long a supervisor may take to start a proxy anew, for a restore to find it. */
const RESTART_WAIT_MS = 20_000;
const RESTART_POLL_MS = 500;

/** What a `converge` left behind, to compare with. */
interface Noted {
  readonly hashes: ConfigHashes;
  changes: string;
}

/** An Envoy, as drivers see it: its configuration, counters and files, and whether somebody else changed it. */
export class EnvoyProxy {
  #target: TargetProxy;
  #logPaths: readonly string[] = [];
  #sinkClusters: readonly string[] = [];
  #noted: Noted | undefined;

  private constructor(target: TargetProxy) {
    this.#target = target;
  }

  static async open(target: ExperimentTarget): Promise<Outcome<EnvoyProxy>> {
    const opened = await TargetProxy.open(target);
    return opened.ok ? succeed(new EnvoyProxy(opened.value)) : opened;
  }

  get pid(): number {
    return this.#target.pid;
  }

  get admin(): EnvoyAdmin {
    return this.#target.admin;
  }

  get files(): ProxyFiles {
    return new ProxyFiles(this.#target.pid);
  }

  isAlive(): boolean {
    return this.#target.isAlive();
  }

  ask<T>(question: Promise<AdminResult<T>>): Promise<Outcome<T>> {
    return this.#target.ask(question);
  }

  async readConfig(): Promise<Outcome<ProxyConfig>> {
    const config = await this.ask(readConfig(this.admin));
    if (config.ok) {
      this.#logPaths = logPathsOf(config.value);
      this.#sinkClusters = sinkClustersOf(config.value);
    }
    return config;
  }

  async configHash(): Promise<Outcome<string>> {
    const config = await this.readConfig();
    return config.ok ? succeed(config.value.hashes.whole) : config;
  }

  readCounters(): Promise<Outcome<ProxyCounters>> {
    return this.ask(
      readCounters(this.admin, { fileBytes: this.files.sizes(this.#logPaths), clusters: this.#sinkClusters })
    );
  }

  async logFolders(): Promise<readonly string[]> {
    if (this.#logPaths.length === 0) await this.readConfig();
    return this.files.folders(this.#logPaths);
  }

  async noteConverged({ hashes }: ProxyConfig): Promise<Outcome<void>> {
    const changes = await this.ask(readChangeCounters(this.admin));
    if (!changes.ok) return changes;
    this.#noted = { hashes, changes: changes.value };
    return succeed(undefined);
  }

  /** While the driver itself changes something. */
  forgetConverged(): void {
    this.#noted = undefined;
  }

  async checkUnchanged(): Promise<Outcome<void>> {
    const noted = this.#noted;
    const changes = await this.ask(readChangeCounters(this.admin));
    if (!changes.ok) return changes;
    if (noted === undefined || changes.value === noted.changes) return succeed(undefined);
    const config = await this.readConfig();
    if (!config.ok) return config;
    // The driver may have begun to change something meanwhile.
    if (this.#noted !== noted) return succeed(undefined);
    const changed = changedParts(noted.hashes, config.value.hashes);
    if (changed.length > 0) {
      return fail(
        'foreign-change',
        `Somebody else changed the proxy's ${changed.join(', ')} while the experiment ran.`
      );
    }
    noted.changes = changes.value;
    return succeed(undefined);
  }

  /** For a restore: the same proxy after a restart, if it comes back where we can find it. */
  async reopenIfGone(target: ExperimentTarget): Promise<Outcome<void>> {
    if (this.#target.isAlive()) return succeed(undefined);
    const deadline = performance.now() + RESTART_WAIT_MS;
    const { pid: _gone, ...rest } = target;
    for (;;) {
      const opened = await TargetProxy.open(rest);
      if (opened.ok) {
        this.#target.close();
        this.#target = opened.value;
        return succeed(undefined);
      }
      if (performance.now() > deadline) return this.#target.gone();
      await sleep(RESTART_POLL_MS);
    }
  }

  close(): Promise<void> {
    this.#target.close();
    return Promise.resolve();
  }
}

function logPathsOf({ facts }: ProxyConfig): string[] {
  const loggers = facts.managers.flatMap((manager) => manager.loggers);
  const paths = loggers.filter(({ type }) => FILE_LOGGERS.includes(type)).map(({ path }) => path);
  return [...new Set(paths.filter((path) => path !== undefined))];
}

function sinkClustersOf({ facts }: ProxyConfig): string[] {
  const names = facts.managers.flatMap(({ tracing, loggers }) => [
    tracing?.collectorCluster,
    ...loggers.map(({ cluster }) => cluster),
  ]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
