import type { KnobValue, TreatmentProof, Variant } from '@meshprof/contracts';
import { binomialRange } from '../../drivers/binomial-range.ts';
import type { ProxyCounters, TracingCounters } from '../../envoy/proxy-counters.ts';

interface Window {
  readonly before: ProxyCounters;
  readonly after: ProxyCounters;
}

/** More requests than this that bring a decision of their own are not the proxy's to sample. */
const DECIDED_ELSEWHERE_SHARE = 0.01;
/** Requests that began before the window, and what reporters and buffers still held. */
const LATE_SHARE = 0.005;
const LATE_COUNT = 20;

/**
 * What the proxy counted in a window, beside what its configuration says; nothing where Istio hides the counters
 * (`proxyStatsMatcher`), which preflight tells.
 */
export function countedProofs({ knobs }: Pick<Variant, 'knobs'>, window: Window): TreatmentProof[] {
  const isTracingOff = knobs.some((value) => value.knob === 'tracing.enabled' && !value.on);
  const isFiltered = knobs.some(({ knob }) => knob === 'accesslog.filter');
  return knobs.flatMap((value) => {
    if (value.knob === 'tracing.sampling' && !isTracingOff) return sampled(value.percent, window);
    if (value.knob === 'tracing.enabled' && !value.on) return silent(window);
    return value.knob === 'accesslog.enabled' && !(value.on && isFiltered) ? lines(value, window) : [];
  });
}

const risenOf = ({ before, after }: Window, name: keyof TracingCounters): number =>
  (after.tracing[name] ?? 0) - (before.tracing[name] ?? 0);

const requestsOf = ({ before, after }: Window): number => (after.http?.requests ?? 0) - (before.http?.requests ?? 0);

function sampled(percent: number, window: Window): TreatmentProof[] {
  const { sampledAtRandom } = window.after.tracing;
  const atRandom = risenOf(window, 'sampledAtRandom');
  const elsewhere = risenOf(window, 'sampledByClient') + risenOf(window, 'sampledByService');
  const decided = atRandom + elsewhere + risenOf(window, 'notTraceable');
  if (sampledAtRandom === undefined || decided <= 0) return [];
  const underWay = (window.before.http?.requestsActive ?? 0) + (window.after.http?.requestsActive ?? 0);
  const [low, high] = binomialRange(decided, percent / 100, underWay);
  const isOwn = elsewhere <= decided * DECIDED_ELSEWHERE_SHARE;
  const share = ((100 * atRandom) / decided).toFixed(2);
  return [
    {
      knob: 'tracing.sampling',
      expected: `${percent} % of requests sampled`,
      observed: isOwn
        ? `${share} % (${atRandom} of ${decided}), ${risenOf(window, 'spansSent')} spans sent`
        : `${elsewhere} of ${decided} requests came with a decision of their own`,
      proven: isOwn && atRandom >= low && atRandom <= high,
    },
  ];
}

function silent(window: Window): TreatmentProof[] {
  if (window.after.tracing.spansSent === undefined) return [];
  const spans = risenOf(window, 'spansSent');
  const proven = spans <= LATE_COUNT + requestsOf(window) * LATE_SHARE;
  return [{ knob: 'tracing.enabled', expected: 'no spans sent', observed: `${spans} spans sent`, proven }];
}

function lines({ on }: Extract<KnobValue, { knob: 'accesslog.enabled' }>, window: Window): TreatmentProof[] {
  const requests = requestsOf(window);
  const total = ({ logs }: ProxyCounters) => (logs.linesToFiles ?? 0) + (logs.linesToServices ?? 0);
  const { linesToFiles, linesToServices } = window.after.logs;
  if ((linesToFiles === undefined && linesToServices === undefined) || requests <= 0) return [];
  const written = total(window.after) - total(window.before);
  const late = LATE_COUNT + requests * LATE_SHARE;
  return [
    {
      knob: 'accesslog.enabled',
      expected: on ? 'a line a request' : 'no lines',
      observed: `${written} lines in ${requests} requests`,
      proven: on ? written >= requests - late : written <= late,
    },
  ];
}
