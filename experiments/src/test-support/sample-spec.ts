import type { ExperimentSpec, Variant } from '@meshprof/contracts';

const sampling = (percent: number): Variant => ({
  name: `tracing-${percent}`,
  knobs: [{ knob: 'tracing.sampling', percent }],
});

/** A valid spec with this many variants. */
export function sampleSpec(variants: number, changes: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return {
    driver: 'envoy-runtime',
    target: { adminUrl: 'http://127.0.0.1:9901' },
    baseline: sampling(0),
    variants: Array.from({ length: variants }, (_, index) => sampling(index + 1)),
    load: { generator: 'h2load', url: 'http://127.0.0.1:10000/', requestsPerSecond: 5_000 },
    ...changes,
  };
}
