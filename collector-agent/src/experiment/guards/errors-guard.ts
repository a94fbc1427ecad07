import type { GuardReading } from '@meshprof/contracts';
import type { Breach } from './guards.ts';
import type { Judged, Look } from './guarded-facts.ts';

/** Failures are judged over this long: a share needs requests. */
const WINDOW_MS = 10_000;
/** One failure of ten requests is no tenth. */
const MIN_FAILED = 5;

interface Counted {
  readonly requests: number;
  readonly failed: number;
}

type CountedAt = Counted & { readonly atMs: number };

/** More requests fail than the baseline's did, by percentage points: by the proxy's counters and the load's log. */
export class ErrorsGuard {
  #byProxy: CountedAt[] = [];
  #byLoad: CountedAt[] = [];
  #lastProxy: Counted | undefined;

  judge({ atMs, counters, load }: Look, judged: Judged): Breach | undefined {
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
    const worst = this.#counted().find(({ requests, failed }) => {
      return failed >= MIN_FAILED && failed > allowedShare(judged) * requests;
    });
    return worst === undefined ? undefined : breachOf(worst, judged);
  }

  /** The larger share of the two that are counted. */
  reading(judged: Judged): GuardReading {
    const shares = this.#counted()
      .filter(({ requests }) => requests > 0)
      .map(({ requests, failed }) => (100 * failed) / requests);
    const value = shares.length === 0 ? undefined : Math.max(...shares);
    return { guard: 'errors', ...(value !== undefined && { value }), limit: 100 * allowedShare(judged) };
  }

  #counted(): Counted[] {
    return [this.#byProxy, this.#byLoad].map((counted) => ({
      requests: counted.reduce((sum, each) => sum + each.requests, 0),
      failed: counted.reduce((sum, each) => sum + each.failed, 0),
    }));
  }
}

const allowedShare = ({ limits, baseline }: Judged): number => (baseline?.failedShare ?? 0) + limits.errorsPoints / 100;

function breachOf({ requests, failed }: Counted, { limits, baseline }: Judged): Breach {
  const baselineText =
    baseline === undefined ? 'there is no baseline yet' : `the baseline's share is ${percent(baseline.failedShare)}`;
  const detail = `${failed} of ${requests} requests failed (${percent(failed / requests)}); ${baselineText}, and ${limits.errorsPoints} percentage points more are allowed.`;
  return { reason: 'errors-risen', detail };
}

const recent = (counted: CountedAt[], atMs: number): CountedAt[] =>
  counted.filter((each) => each.atMs > atMs - WINDOW_MS);

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
