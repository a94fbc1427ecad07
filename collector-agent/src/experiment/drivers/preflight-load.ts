import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import { error, info } from './finding.ts';
import { variantsOf } from './variants-of.ts';

/** Headers by which a request brings its own decision on sampling, or the id that the decision is drawn from. */
const DECIDING_HEADERS =
  /^(?:traceparent|tracestate|b3|x-b3-.+|x-request-id|x-client-trace-id|x-envoy-force-trace|x-ot-span-context|x-datadog-.+|sw8(?:-.*)?|x-amzn-trace-id|uber-trace-id|grpc-trace-bin|x-cloud-trace-context)$/i;

export function preflightOfLoad(spec: ExperimentSpec): ExperimentFinding[] {
  const turnsSampling = variantsOf(spec).some(({ knobs }) => knobs.some(({ knob }) => knob === 'tracing.sampling'));
  if (!turnsSampling) return [];
  const deciding = Object.keys(spec.load.headers ?? {}).filter((name) => DECIDING_HEADERS.test(name));
  if (deciding.length > 0) {
    return [
      error(
        'trace-headers-in-load',
        `The load carries ${deciding.join(', ')}, which decides on sampling instead of the proxy.`,
        'Take these headers out of load.headers.'
      ),
    ];
  }
  if (spec.load.generator !== 'external') return [];
  return [
    info(
      'trace-headers-unknown',
      'Requests from outside may carry trace headers, which decide on sampling instead of the proxy.',
      'Choose the first hop, where requests have none; slots in which they do are void.'
    ),
  ];
}
