import type { SettingNoteId } from '@meshprof/contracts';
import type { ConfigNode } from './config-node.ts';
import { type EnvoyConfig, lastOf } from './envoy-config.ts';

/** A runtime key as the uppermost visible layer has it, and what may lie above. */
export interface RuntimeValue {
  readonly node: ConfigNode;
  readonly notes: readonly SettingNoteId[];
}

/** Undefined if no visible layer has the key. */
export function runtimeValue(config: EnvoyConfig, key: string): RuntimeValue | undefined {
  const notes = new Set<SettingNoteId>();
  for (const layer of (lastOf(config.bootstraps, 'layered_runtime')?.items('layers') ?? []).toReversed()) {
    const node = keyOfLayer(config, layer, key, notes);
    if (node !== undefined) return { node, notes: [...notes] };
  }
  return undefined;
}

function keyOfLayer(
  config: EnvoyConfig,
  layer: ConfigNode,
  key: string,
  notes: Set<SettingNoteId>
): ConfigNode | undefined {
  const fixed = layer.field('static_layer');
  if (fixed !== undefined) return keyIn(fixed, key);
  if (layer.field('admin_layer') !== undefined) notes.add('admin-may-override');
  if (layer.field('disk_layer') !== undefined) notes.add('runtime-unseen');
  const dynamic = layer.field('rtds_layer');
  if (dynamic === undefined) return undefined;
  const name = dynamic.text('name');
  const { nodes, unseen } = config.resourcesOf(dynamic.field('rtds_config'));
  if (unseen !== undefined) notes.add('runtime-unseen');
  const runtime = nodes.find((node) => name === undefined || node.text('name') === name);
  const keys = runtime?.field('layer');
  return keys && keyIn(keys, key);
}

/** Keys are written with dots or as nested objects, or partly both. */
function keyIn(node: ConfigNode, key: string): ConfigNode | undefined {
  const direct = node.field(key);
  if (direct !== undefined) return direct;
  for (let dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
    const outer = node.field(key.slice(0, dot));
    const inner = outer?.isRecord === true ? keyIn(outer, key.slice(dot + 1)) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Of which a numerator is a part, by the denominator's name. */
export const PARTS: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

/**
 * Of a FractionalPercent, a Percent, or an integer, which the runtime takes as percent. Envoy takes what is above the
 * whole as the whole.
 */
export function percentOf(node: ConfigNode): number | undefined {
  const numerator = node.number('numerator');
  const whole = PARTS[node.text('denominator') ?? 'HUNDRED'];
  if (numerator !== undefined || node.field('denominator') !== undefined) {
    return whole === undefined ? undefined : within((100 * (numerator ?? 0)) / whole);
  }
  const plain = node.number();
  return plain === undefined ? undefined : within(plain);
}

const within = (percent: number): number => Math.min(100, Math.max(0, percent));

/** `37.5 %` */
export function percentText(percent: number | undefined): string {
  return percent === undefined ? 'not a percentage' : `${Number(percent.toFixed(4))} %`;
}
