import type { ExperimentFinding, Variant } from '@meshprof/contracts';
import { effectiveTracing, WORKLOAD_MODES } from '../telemetry/effective-tracing.ts';
import { findProvider, isTracer, type MeshConfig } from '../telemetry/mesh-config.ts';
import { wantedSettings } from '../telemetry/wanted-settings.ts';
import { error, info, warning } from '../../drivers/finding.ts';
import type { Situation } from './read-situation.ts';

/** What can make a variant of tracing something else than it says. */
export function tracingFindings(variants: readonly Variant[], situation: Situation): ExperimentFinding[] {
  const wanted = variants.flatMap((variant) => wantedSettings(variant).tracing ?? []);
  if (wanted.length === 0) return [];
  const turnsSampling = wanted.some(({ percent }) => percent !== undefined);
  return [
    ...providerFindings(
      wanted.filter(({ isOn }) => isOn !== false).map(({ provider }) => provider),
      situation
    ),
    ...(wanted.some(({ isOn }) => isOn === false) ? [offIsNotZero()] : []),
    ...(turnsSampling ? presentSampling(situation) : []),
  ];
}

function providerFindings(asked: readonly (string | undefined)[], situation: Situation): ExperimentFinding[] {
  const { meshConfig, plan } = situation;
  const standing = WORKLOAD_MODES.map((mode) => effectiveTracing(plan.specs, plan.mesh, mode).provider);
  const named = new Set(asked.flatMap((provider) => (provider === undefined ? standing : [provider])));
  return [...named].flatMap((name) => {
    if (name === undefined) return [noProvider(situation)];
    return meshConfig === undefined ? [] : providerFinding(name, meshConfig);
  });
}

function noProvider({ plan: { mesh }, identity }: Situation): ExperimentFinding {
  const legacy =
    mesh.hasLegacyTracer || identity.hasLegacyTracer
      ? ' The tracer that works now is one of defaultConfig.tracing, which no Telemetry can name.'
      : '';
  return error(
    'tracing-provider-unresolved',
    `No tracing provider is named for this workload, and a Telemetry without one turns tracing off instead of sampling.${legacy}`,
    'Add a provider to extensionProviders of MeshConfig, and name it with the knob tracing.provider.'
  );
}

function providerFinding(name: string, mesh: MeshConfig): ExperimentFinding[] {
  const provider = findProvider(mesh, name);
  const there = mesh.providers.filter(isTracer).map((each) => each.name);
  if (provider === undefined || !isTracer(provider)) {
    return [
      error(
        'tracing-provider-unresolved',
        `Tracing provider ${name} is not in MeshConfig${provider === undefined ? '' : ' as a tracer'}: istiod would turn tracing off.`,
        there.length > 0 ? `There are ${there.join(', ')}.` : 'Add it to extensionProviders of MeshConfig.'
      ),
    ];
  }
  if (!provider.hasSampler) return [];
  return [
    error(
      'provider-has-a-sampler',
      `Provider ${name} has a sampler of its own, so the proxy samples 100 % whatever a Telemetry says.`,
      'Take another provider, or one without `sampling`.'
    ),
  ];
}

const offIsNotZero = (): ExperimentFinding =>
  info(
    'tracing-off-is-not-zero-percent',
    'disableSpanReporting takes the whole tracing block out of the proxy: it makes no spans and no trace headers, and only passes on those that come. 0 % still makes headers and unsampled spans.',
    'Compare both if you want to know what headers cost.'
  );

function presentSampling({ plan, identity }: Situation): ExperimentFinding[] {
  const { percent } = effectiveTracing(plan.specs, plan.mesh, 'SERVER');
  if (percent !== undefined) return [];
  const frozen = identity.sampling ?? plan.mesh.defaultSampling;
  if (frozen === 0) {
    return [
      warning(
        'default-sampling-zero',
        'defaultConfig.tracing.sampling is 0, which istiod takes for unset: the configuration of before samples 1 %.',
        'Name the percentage in the baseline.'
      ),
    ];
  }
  return [
    info(
      'default-sampling-frozen',
      `Sampling of before comes from ${frozen === undefined ? "istiod's default" : `defaultConfig.tracing.sampling (${frozen} %), which the pod froze when it began`}.`,
      'Name the percentage in the baseline to be sure of it.'
    ),
  ];
}
