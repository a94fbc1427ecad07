import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import { adminLayerOf } from './admin-layer.ts';
import type { EnvoyProxy } from './envoy-proxy.ts';
import { error } from './finding.ts';
import { type Inspected, preflightOf } from './preflight-proxy.ts';
import { keysOfVariant } from './runtime-keys.ts';
import { variantsOf } from './variants-of.ts';

export function preflightOfRuntime(spec: ExperimentSpec, proxy: EnvoyProxy): Promise<readonly ExperimentFinding[]> {
  return preflightOf(spec, proxy, (inspected) => [...layerFindings(inspected), ...knobFindings(inspected)]);
}

function layerFindings({ config, spec }: Inspected): ExperimentFinding[] {
  const admin = adminLayerOf(config);
  if (admin === undefined) {
    return [
      error(
        'no-admin-layer',
        "The proxy's runtime has no admin layer, so its admin interface cannot set a key.",
        'Add `admin_layer: {}` as the last of layered_runtime.layers and restart it, or use the driver envoy-files.'
      ),
    ];
  }
  return hiddenKeys({ config, spec }, admin);
}

/** Keys that a layer above the one that is written has too, and therefore decides. */
export function hiddenKeys({ config, spec }: Pick<Inspected, 'config' | 'spec'>, layer: number): ExperimentFinding[] {
  const keys = variantsOf(spec).flatMap((variant) => {
    const resolved = keysOfVariant({ ...variant, knobs: variant.knobs }, config);
    return resolved.ok ? [...resolved.keys.keys()] : [];
  });
  return [...new Set(keys)].flatMap((key) => {
    const above =
      config.runtime.entries.get(key)?.layerValues.findIndex((value, place) => place > layer && value !== '') ?? -1;
    if (above < 0) return [];
    const name = config.runtime.layers[above] ?? '';
    return [
      error(
        'layer-above',
        `Runtime layer ${name} has ${key} and lies above the one that this driver writes.`,
        `Take the key out of ${name}, or use the driver that writes it.`
      ),
    ];
  });
}

function knobFindings({ config, spec }: Inspected): ExperimentFinding[] {
  return variantsOf(spec).flatMap((variant) => {
    const resolved = keysOfVariant(variant, config);
    return resolved.ok
      ? []
      : [
          error(
            'knob-not-here',
            `Variant ${variant.name}: ${resolved.problem}`,
            'Change the variant, the proxy or the driver.'
          ),
        ];
  });
}
