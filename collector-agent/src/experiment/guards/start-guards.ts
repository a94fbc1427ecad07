import type { GuardReading } from '@meshprof/contracts';
import { fail, succeed } from '../drivers/outcome.ts';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { LoadRun } from '../load/load-generator.ts';
import { type DiskLook, judgeDisk, lookAtDisks } from './disk-guard.ts';
import { ErrorsGuard } from './errors-guard.ts';
import type { Look } from './guarded-facts.ts';
import type { Breach, GuardBaseline, GuardOptions, GuardWatch } from './guards.ts';
import { LatencyGuard } from './latency-guard.ts';
import { ProxyGuard } from './proxy-guard.ts';
import { ProxyLatency } from './proxy-latency.ts';

/** A look that hangs (a proxy that was stopped, a file server that is gone) counts as one without an answer. */
const LOOK_LIMIT_MS = 5_000;

/** Looks every `intervalMs` until the first breach or `stop`. */
export function startGuards(options: GuardOptions): GuardWatch {
  return new Watch(options);
}

class Watch implements GuardWatch {
  readonly #options: GuardOptions;
  readonly #startMs: number;
  readonly #errors = new ErrorsGuard();
  readonly #latency = new LatencyGuard();
  readonly #proxyLatency = new ProxyLatency();
  readonly #proxy: ProxyGuard;
  #timer: NodeJS.Timeout | undefined;
  #breach: Breach | undefined;
  #baseline: GuardBaseline | undefined;
  #load: LoadRun | undefined;
  #loadSeenUnixMs = 0;
  #isStopped = false;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#startMs = performance.now() - (options.elapsedBeforeMs ?? 0);
    this.#proxy = new ProxyGuard(options.driver.pid);
    this.#plan(0);
  }

  get breach(): Breach | undefined {
    return this.#breach;
  }

  setBaseline(baseline: GuardBaseline): void {
    const p99Us = baseline.p99Us ?? this.#proxyLatency.baselineP99Us();
    this.#baseline = { failedShare: baseline.failedShare, ...(p99Us !== undefined && { p99Us }) };
  }

  setLoad(run: LoadRun | undefined): void {
    this.#load = run;
    this.#loadSeenUnixMs = Date.now();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** The next look begins when the last one has ended: they never pile up. */
  #plan(afterMs: number): void {
    this.#timer = setTimeout(() => void this.#look(), afterMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const startMs = performance.now();
    const breach = await this.#judge();
    if (this.#isStopped) return;
    if (breach === undefined) {
      this.#plan(Math.max(0, this.#options.limits.intervalMs - (performance.now() - startMs)));
      return;
    }
    this.#breach = breach;
    this.#options.onBreach(breach);
  }

  async #judge(): Promise<Breach | undefined> {
    const { limits, driver, diskPaths } = this.#options;
    const ended = this.#proxy.judgeProcess() ?? this.#judgeDuration();
    if (ended !== undefined) return ended;
    const counters = await within(
      driver.readCounters(),
      fail('proxy-silent', `no answer within ${LOOK_LIMIT_MS / 1_000} s.`)
    );
    const proxy = this.#proxy.judgeCounters(counters, performance.now());
    if (proxy !== undefined) return proxy;
    const unchanged = counters.ok && (await within(driver.checkUnchanged(), succeed(undefined)));
    if (unchanged !== false && !unchanged.ok) return unchanged;
    const disk = await within(lookAtDisks(diskPaths), undefined);
    const full = judgeDisk(disk, limits.minFreeDiskPercent);
    if (full !== undefined) return full;
    const look = this.#lookAt(counters.ok ? counters.value : undefined);
    const judged = { limits, baseline: this.#baseline };
    const breach = this.#errors.judge(look, judged) ?? this.#latency.judge(look, judged);
    if (breach === undefined && !this.#isStopped) this.#tell(look.atMs, disk);
    return breach;
  }

  #tell(atMs: number, disk: DiskLook | undefined): void {
    const { limits, onLook } = this.#options;
    const judged = { limits, baseline: this.#baseline };
    const free: GuardReading[] =
      disk !== undefined && 'freePercent' in disk
        ? [{ guard: 'disk', value: disk.freePercent, limit: limits.minFreeDiskPercent }]
        : [];
    const readings: GuardReading[] = [
      this.#errors.reading(judged),
      this.#latency.reading(atMs, judged),
      ...this.#proxy.readings(),
      { guard: 'drift', value: 0, limit: 0 },
      ...free,
      { guard: 'duration', value: atMs - this.#startMs, limit: limits.maxDurationMs },
    ];
    onLook?.({ atUnixMs: Date.now(), readings });
  }

  #judgeDuration(): Breach | undefined {
    const { maxDurationMs } = this.#options.limits;
    if (performance.now() - this.#startMs <= maxDurationMs) return undefined;
    const allowed = `${Math.round(maxDurationMs / 1_000)} s`;
    return { reason: 'duration-exceeded', detail: `It has taken longer than the ${allowed} that it may take.` };
  }

  #lookAt(counters: ProxyCounters | undefined): Look {
    const nowUnixMs = Date.now();
    const sample = this.#load?.sample(this.#loadSeenUnixMs, nowUnixMs);
    this.#loadSeenUnixMs = nowUnixMs;
    const byProxy = this.#proxyLatency.look(performance.now(), counters?.http);
    const latency =
      sample === undefined
        ? this.#load && byProxy
        : { requests: sample.requests, ...(sample.latencyUs !== undefined && { p99Us: sample.latencyUs.p99 }) };
    const loadProblem = this.#load?.problem;
    return {
      atMs: performance.now(),
      ...(counters !== undefined && { counters }),
      ...(sample !== undefined && { load: { requests: sample.requests, failed: sample.failed } }),
      ...(latency !== undefined && { latency }),
      ...(loadProblem !== undefined && { loadProblem }),
    };
  }
}

async function within<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), LOOK_LIMIT_MS);
    timer.unref();
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
