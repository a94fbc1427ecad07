import type { TracingCounters } from '../envoy/proxy-counters.ts';
import { binomialRange } from './binomial-range.ts';
import type { Evidence, Observed } from './prove-variant.ts';

/** More requests that bring a decision of their own than this are not ours to sample. */
const DECIDED_ELSEWHERE_SHARE = 0.01;
/** What reporters still held when tracing ended. */
const LATE_SPANS_SHARE = 0.005;

/** By how much a counter rose in the window; none that is not shown rises. */
export function risen(evidence: Evidence, name: keyof TracingCounters): number {
  return (evidence.after.tracing[name] ?? 0) - (evidence.before.tracing[name] ?? 0);
}

/** Requests that had begun in one window and were counted in another. */
export const underWay = ({ before, after }: Evidence): number =>
  (before.http?.requestsActive ?? 0) + (after.http?.requestsActive ?? 0);

export const requestsOf = ({ before, after }: Evidence): number =>
  (after.http?.requests ?? 0) - (before.http?.requests ?? 0);

export function proveSampling(percent: number, evidence: Evidence): Observed {
  const sampled = risen(evidence, 'sampledAtRandom');
  const elsewhere = risen(evidence, 'sampledByClient') + risen(evidence, 'sampledByService');
  const decided = sampled + elsewhere + risen(evidence, 'notTraceable');
  const expected = `${percent} % of requests sampled`;
  const told = (text: string, proven = false): Observed => ({ expected, observed: text, proven });
  if (decided <= 0)
    return told(
      `no decision on sampling in ${requestsOf(evidence)} requests: tracing is not configured where they arrive`
    );
  if (elsewhere > decided * DECIDED_ELSEWHERE_SHARE) {
    return told(`${elsewhere} of ${decided} requests came with a decision on sampling of their own`);
  }
  const [low, high] = binomialRange(decided, percent / 100, underWay(evidence));
  const share = ((100 * sampled) / decided).toFixed(2);
  const text = `${share} % (${sampled} of ${decided}), ${risen(evidence, 'spansSent')} spans sent`;
  const mustSend = sampled > 100 && evidence.after.tracing.spansSent !== undefined;
  if (mustSend && risen(evidence, 'spansSent') === 0) return told(`${text}: the reporter sends nothing`);
  return told(text, sampled >= low && sampled <= high);
}

export function proveTracing(on: boolean, evidence: Evidence): Observed {
  const tracing = evidence.config.facts.managers.filter((manager) => manager.tracing !== undefined).length;
  const spans = risen(evidence, 'spansSent');
  const observed = `${tracing} of ${evidence.config.facts.managers.length} connection managers trace, ${spans} spans sent`;
  const isSilent = spans <= requestsOf(evidence) * LATE_SPANS_SHARE;
  if (!on) return { expected: 'tracing off', observed, proven: tracing === 0 && isSilent };
  return { expected: 'tracing on', observed, proven: tracing > 0 };
}

/** Reporters send a batch when it is full, and what they have when time is up. */
export function proveBatchSize(size: number, evidence: Evidence): Observed {
  const spans = risen(evidence, 'spansSent');
  const reports = risen(evidence, 'reportsSent');
  const expected = `${size} spans a report`;
  if (evidence.after.tracing.reportsSent === undefined || spans < 10 * size) {
    return proveBatchKeys(size, evidence, `${spans} spans are too few to tell by`);
  }
  const full = spans / size;
  const timed = risen(evidence, 'timerFlushes');
  const observed = `${(spans / Math.max(1, reports)).toFixed(1)} (${spans} spans in ${reports} reports, ${timed} of them by time)`;
  return { expected, observed, proven: reports >= 0.9 * full - 1 && reports <= full + timed + 2 };
}

function proveBatchKeys(size: number, { config }: Evidence, why: string): Observed {
  const values = ['zipkin', 'opentelemetry'].map(
    (kind) => config.runtime.entries.get(`tracing.${kind}.min_flush_spans`)?.finalValue
  );
  const proven = values.every((value) => value === String(size));
  return { expected: `${size} spans a report`, observed: `runtime has ${values.join(', ')}; ${why}`, proven };
}
