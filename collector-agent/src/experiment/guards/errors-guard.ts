import type { Breach } from './guards.ts';
import type { Judged, Look } from './guarded-facts.ts';

/** Failures are judged over this long: a share needs requests. */
const WINDOW_MS = 10_000;
/** One failure of ten requests is no tenth. */
const MIN_FAILED = 5;

interface Counted {
  readonly atMs: number;
  readonly requests: number;
  readonly failed: number;
}

/** More requests fail than the baseline's did, by percentage points: by the proxy's counters and the load's log. */
export class ErrorsGuard {
  #byProxy: Counted[] = [];
  #byLoad: Counted[] = [];
  #lastProxy: { readonly requests: number; readonly failed: number } | undefined;

  judge({ atMs, counters, load }: Look, { limits, baseline }: Judged): Breach | undefined {
    const http = counters?.http && { requests: counters.http.completed, failed: counters.http.failed };
    if (http !== undefined && this.#lastProxy !== undefined) {
      const [requests, failed] = [http.requests - this.#lastProxy.requests, http.failed - this.#lastProxy.failed];
      // Counters that fall are a new process's: that is another guard's.
      if (requests >= 0 && failed >= 0) this.#byProxy.push({ atMs, requests, failed });
    }
    this.#lastProxy = http ?? this.#lastProxy;
    if (load !== undefined) this.#byLoad.push({ atMs, ...load });
    this.#byProxy = recent(this.#byProxy, atMs);
    this.#byLoad = recent(this.#byLoad, atMs);
    const allowed = (baseline?.failedShare ?? 0) + limits.errorsPoints / 100;
    const baselineText =
      baseline === undefined ? 'there is no baseline yet' : `the baseline's share is ${percent(baseline.failedShare)}`;
    for (const counted of [this.#byProxy, this.#byLoad]) {
      const requests = counted.reduce((sum, each) => sum + each.requests, 0);
      const failed = counted.reduce((sum, each) => sum + each.failed, 0);
      if (failed < MIN_FAILED || failed <= allowed * requests) continue;
      const detail = `${failed} of ${requests} requests failed (${percent(failed / requests)}); ${baselineText}, and ${limits.errorsPoints} percentage points more are allowed.`;
      return { reason: 'errors-risen', detail };
    }
    return undefined;
  }
}

const recent = (counted: Counted[], atMs: number): Counted[] => counted.filter((each) => each.atMs > atMs - WINDOW_MS);

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
