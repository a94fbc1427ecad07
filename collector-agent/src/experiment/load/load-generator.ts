import type { ExperimentLoad } from '@meshprof/contracts';
import type { Outcome } from '../drivers/outcome.ts';

export interface LatencyUs {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** What the generator saw of a stretch of time. */
export interface LoadSample {
  /** Answered or failed in it. */
  readonly requests: number;
  /** Without an answer, or with a 5xx. */
  readonly failed: number;
  readonly requestsPerSecond: number;
  /**
   * At a fixed rate the wait of a request that could not be sent when it was due is in it; under saturation it is the
   * time from sending to the end of the answer. Absent where there is no log of requests (wrk before its end, external).
   */
  readonly latencyUs?: LatencyUs;
  /** Of the CPUs that its threads may use, 0 to 1. */
  readonly generatorCpuShare: number;
}

/** Connections open anew with each run. */
export interface LoadRun {
  /** Undefined once it has ended, and for external load. */
  readonly pid: number | undefined;
  /** `Date.now()` of its start. */
  readonly startUnixMs: number;
  /** Why the load does not come, once it does not: the generator ended early, or nothing answers. */
  readonly problem: string | undefined;
  /** Of the stretch between two times; h2load alone can tell, undefined for others. The last 100 ms may be missing. */
  sample(fromUnixMs: number, toUnixMs: number): LoadSample | undefined;
  /** Of the whole run, once it ended or was stopped. Fails with `preflight-failed` where no load came at all. */
  result(): Promise<Outcome<LoadSample | undefined>>;
  /** Within a second; may be called twice. */
  stop(): Promise<void>;
}

export interface LoadOrder {
  /** Over all connections. Absent: as fast as answers come. */
  readonly requestsPerSecond?: number;
  /** It ends by itself then; ask for more than is needed, and stop it. */
  readonly durationMs: number;
}

/** Starts load, as often as it is asked to. `createLoadGenerator` makes one; it may be asked anew at any time. */
export interface LoadGenerator {
  readonly kind: ExperimentLoad['generator'];
  start(order: LoadOrder): LoadRun;
}

export interface LoadPlace {
  /** Process in whose network namespace the URL can be reached. Absent: this one's. */
  readonly networkOfPid?: number;
}
