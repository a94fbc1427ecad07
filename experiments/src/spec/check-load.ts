import type { ExperimentFinding } from '@meshprof/contracts';
import { caution, refusal } from './finding.ts';
import type { FullSpec } from './with-defaults.ts';

/** Headers that decide on sampling before the proxy does: B3 (single and several), W3C, Envoy's own. */
const TRACE_HEADERS = /^(b3|x-b3-.*|traceparent|tracestate|x-request-id|x-client-trace-id|x-envoy-force-trace|sw8)$/i;

export function checkLoad(spec: FullSpec): ExperimentFinding[] {
  return [...checkGenerator(spec), ...checkTraceHeaders(spec)];
}

function checkGenerator({ load, mode }: FullSpec): ExperimentFinding[] {
  if (load.generator === 'external') return checkExternal({ load, mode });
  const findings: ExperimentFinding[] = [];
  if (load.url === undefined) {
    const sentence = `${load.generator} has no address to send requests to.`;
    findings.push(refusal('load-without-url', { sentence, remedy: 'Set load.url, or generator external.' }));
  }
  if (load.generator === 'wrk' && mode === 'fixed-rate') {
    const sentence = 'wrk sends as fast as it gets answers; it cannot hold a rate.';
    findings.push(refusal('wrk-without-rate', { sentence, remedy: 'Use h2load, or mode saturation.' }));
  }
  if (load.generator === 'wrk' && load.protocol === 'http2') {
    const sentence = 'wrk does not speak HTTP/2.';
    findings.push(refusal('wrk-without-http2', { sentence, remedy: 'Use h2load, or protocol http1.' }));
  }
  if (mode === 'saturation' && load.requestsPerSecond !== undefined) {
    const sentence = 'Saturation has no rate, so load.requestsPerSecond is not used.';
    findings.push(caution('rate-unused', { sentence, remedy: 'Take it out, or use mode fixed-rate.' }));
  }
  return findings;
}

function checkExternal({ load, mode }: Pick<FullSpec, 'load' | 'mode'>): ExperimentFinding[] {
  const findings = [
    caution('load-external', {
      sentence: 'External load changes as it likes; what it does between slots of a block looks like an effect.',
      remedy: 'Choose hours in which it is steady, and more blocks.',
    }),
  ];
  if (mode === 'saturation') {
    const sentence = 'Load that is only observed cannot be driven to saturation.';
    findings.push(refusal('external-saturation', { sentence, remedy: 'Use mode fixed-rate, or a generator.' }));
  }
  if (load.requestsPerSecond !== undefined) {
    const sentence = 'External load has its own rate, so load.requestsPerSecond is not used.';
    findings.push(caution('rate-unused', { sentence, remedy: 'Take it out.' }));
  }
  return findings;
}

function checkTraceHeaders({ load, baseline, variants }: FullSpec): ExperimentFinding[] {
  const turnsSampling = [baseline, ...variants].some(({ knobs }) =>
    knobs.some(({ knob }) => knob === 'tracing.sampling')
  );
  const found = Object.keys(load.headers ?? {}).filter((name) => TRACE_HEADERS.test(name));
  if (!turnsSampling || found.length === 0) return [];
  return [
    refusal('load-with-trace-headers', {
      sentence: `The load carries ${found.join(', ')}, which decides on sampling before the proxy does.`,
      remedy: 'Take it out of load.headers.',
    }),
  ];
}
