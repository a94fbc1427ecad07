import type { ConfigNode } from '../../proxy-settings/config-node.ts';
import type { FilterFacts } from '../envoy/proxy-facts.ts';

export interface FilterKey {
  readonly key: string;
  /** `percent`: a whole number. */
  readonly takes: 'flag' | 'fraction' | 'percent';
}

/** Where filters of Envoy 1.40 keep the key that enables them as a whole; the first that is set counts. */
const PLACES = [
  // ext_authz, local_ratelimit, csrf, rate limit by quota
  ['filter_enabled'],
  // admission_control, adaptive_concurrency
  ['enabled'],
  // bandwidth_limit, connection limits
  ['runtime_enabled'],
  // compressor
  ['response_direction_config', 'common_config', 'enabled'],
];
/** Read by the filter without being named in its configuration. */
const BUILT_IN: Readonly<Record<string, string>> = { RateLimit: 'ratelimit.http_filter_enabled' };

/** Undefined if nothing but a new listener enables or disables it. */
export function runtimeKeyOfFilter({ typed }: FilterFacts): FilterKey | undefined {
  if (typed === undefined) return undefined;
  for (const place of PLACES) {
    const found = keyAt(typed.at(...place));
    if (found !== undefined) return found;
  }
  const key = BUILT_IN[typed.typeName];
  return key === undefined ? undefined : { key, takes: 'percent' };
}

/** A RuntimeFractionalPercent or a RuntimeFeatureFlag. */
function keyAt(node: ConfigNode | undefined): FilterKey | undefined {
  const key = node?.text('runtime_key');
  if (node === undefined || key === undefined || key === '') return undefined;
  return { key, takes: node.field('default_value')?.isRecord === true ? 'fraction' : 'flag' };
}
