import { createHash } from 'node:crypto';
import { isRecord, type JsonRecord } from './json-record.ts';
import type { RuntimeView } from './runtime-view.ts';

/**
 * Parts of a proxy's configuration, each with a hash of its own, so that a difference can be named. `runtime` is what
 * all layers say, the admin's among them.
 */
export interface ConfigHashes {
  readonly whole: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** By the end of their `@type`. What is not here counts as `other`. */
const PARTS: Readonly<Record<string, string>> = {
  BootstrapConfigDump: 'bootstrap',
  ListenersConfigDump: 'listeners',
  ClustersConfigDump: 'clusters',
  RoutesConfigDump: 'routes',
  ScopedRoutesConfigDump: 'routes',
  EcdsConfigDump: 'filters',
};

/** Certificates are renewed and endpoints come and go without anybody's changing the configuration. */
const LEFT_OUT = ['SecretsConfigDump', 'EndpointsConfigDump'];

/**
 * What says when and how a resource came, not what it is. A rejected resource (`error_state`) is not in force, and one
 * that drains (`draining_state`) was; whether any is left is for the gauges to tell.
 */
const ENVELOPE = ['version_info', 'last_updated', 'nonce', 'client_status', 'error_state', 'draining_state'];

/**
 * Hash of a configuration as the proxy tells it (`/config_dump`, `/runtime`): the same for the same configuration,
 * however and whenever it came, and in whichever order the proxy lists its resources.
 */
export function hashConfig(dump: unknown, runtime: RuntimeView): ConfigHashes {
  const texts = new Map<string, string[]>();
  const configs = isRecord(dump) && Array.isArray(dump['configs']) ? (dump['configs'] as unknown[]) : [];
  for (const config of configs) {
    const type = isRecord(config) ? typeName(config) : '';
    if (!LEFT_OUT.includes(type)) add(texts, PARTS[type] ?? 'other', resourcesText(config));
  }
  add(texts, 'runtime', canonicalText({ layers: runtime.layers, entries: Object.fromEntries(runtime.entries) }));
  const parts = Object.fromEntries(
    [...texts].sort(byName).map(([name, list]) => [name, sha256(list.sort().join('\n'))])
  );
  return { whole: sha256(canonicalText(parts)), parts };
}

/** Names of parts that differ, for a sentence. */
export function changedParts(before: ConfigHashes, after: ConfigHashes): string[] {
  const names = new Set([...Object.keys(before.parts), ...Object.keys(after.parts)]);
  return [...names].filter((name) => before.parts[name] !== after.parts[name]);
}

function resourcesText(config: unknown): string {
  if (!isRecord(config)) return canonicalText(config);
  const fields = Object.entries(withoutEnvelope(config)).map(([name, value]) => {
    if (!Array.isArray(value)) return [name, canonicalText(value)];
    // A set: lists of resources have no order, and a static route stands there once for each listener that has it.
    const inForce = value.map(resourceOf).filter((resource) => !isBareName(resource));
    const resources = new Set(inForce.map(canonicalText));
    return [name, [...resources].sort().join(',')];
  });
  return canonicalText(Object.fromEntries(fields));
}

/** `{name, active_state: {listener, version_info, …}, …}` or `{cluster, last_updated}` */
function resourceOf(resource: unknown): unknown {
  if (!isRecord(resource)) return resource;
  const fields = Object.entries(withoutEnvelope(resource)).map(([name, value]) => [
    name,
    name.endsWith('_state') && isRecord(value) ? withoutEnvelope(value) : value,
  ]);
  return Object.fromEntries(fields) as unknown;
}

/** What is left of a resource that only drains or was only rejected. */
function isBareName(resource: unknown): boolean {
  return isRecord(resource) && Object.keys(resource).every((name) => name === 'name');
}

function withoutEnvelope(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !ENVELOPE.includes(name)));
}

/** JSON with sorted keys. Nesting is bounded by `parseBoundedJson`. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).sort(byName);
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonicalText(each)}`).join(',')}}`;
}

function add(texts: Map<string, string[]>, part: string, text: string): void {
  texts.set(part, [...(texts.get(part) ?? []), text]);
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

function typeName(config: JsonRecord): string {
  const type = config['@type'];
  return typeof type === 'string' ? (type.split(/[./]/).at(-1) ?? '') : '';
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
