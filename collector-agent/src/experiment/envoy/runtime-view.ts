import { ConfigNode } from '../../proxy-settings/config-node.ts';
import { percentOf } from '../../proxy-settings/runtime-layers.ts';
import { isRecord } from './json-record.ts';

/** What Envoy's `/runtime` says. */
export interface RuntimeView {
  /** Names, the lowest first. */
  readonly layers: readonly string[];
  readonly entries: ReadonlyMap<string, RuntimeEntry>;
}

export interface RuntimeEntry {
  readonly finalValue: string;
  /** As many as there are layers; empty where a layer does not have the key. */
  readonly layerValues: readonly string[];
}

/** Undefined for what is no answer of an Envoy. */
export function parseRuntime(answer: unknown): RuntimeView | undefined {
  if (!isRecord(answer)) return undefined;
  const { layers, entries } = answer;
  // An Envoy without runtime answers with neither.
  if (layers !== undefined && !isTextList(layers)) return undefined;
  const read = new Map<string, RuntimeEntry>();
  for (const [key, entry] of Object.entries(isRecord(entries) ? entries : {})) {
    if (!isRecord(entry)) return undefined;
    const { final_value: finalValue, layer_values: layerValues } = entry;
    if (typeof finalValue !== 'string' || !isTextList(layerValues)) return undefined;
    read.set(key, { finalValue: plainText(finalValue), layerValues: layerValues.map(plainText) });
  }
  return { layers: layers ?? [], entries: read };
}

/**
 * Structures from files and from the bootstrap come as protobuf's text for debugging, with a mark and with spaces that
 * differ from process to process, so that nobody relies on them. What the admin interface set comes as it was sent.
 */
function plainText(value: string): string {
  return value.startsWith('goo.gle/') ? value.replace(/^\S+/, '').replaceAll(/\s+/g, ' ').trim() : value;
}

/** Percent that a runtime value stands for, as Envoy reads it: an integer is percent, a fraction has two fields. */
export function percentOfRuntimeText(value: string): number | undefined {
  const plain = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(plain)) return Math.min(100, Number(plain));
  const numerator = /numerator\W+(?:value \{ number_value: )?(\d+)/.exec(plain)?.[1];
  const denominator = /HUNDRED|TEN_THOUSAND|MILLION/.exec(plain)?.[0];
  return percentOf(new ConfigNode({ numerator, denominator }, '/runtime'));
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
