import { type YAMLMap, isMap } from 'yaml';
import type { ConfigDocument } from './config-document.ts';
import { type RuntimeKeys, structureOf } from './runtime-keys.ts';

/** Sets keys in an RTDS file. Undefined, or one sentence if the file has no such resource. */
export function setRuntimeKeys(document: ConfigDocument, resource: string, keys: RuntimeKeys): string | undefined {
  const runtime = document.resources('Runtime').find((each) => document.text(each, 'name') === resource);
  if (runtime === undefined) return `The runtime file has no resource called ${resource}, which the proxy asks for.`;
  if (document.map(runtime, 'layer') === undefined) document.set(runtime, 'layer', {});
  const layer = document.map(runtime, 'layer');
  if (layer === undefined) return `The layer of ${resource} in the runtime file is no object.`;
  for (const [key, value] of keys) {
    removeNested(document, layer, key);
    document.set(layer, key, structureOf(value));
  }
  return undefined;
}

/** `tracing.random_sampling` may stand as `tracing: { random_sampling: … }`, and both together would be ambiguous. */
function removeNested(document: ConfigDocument, map: YAMLMap, key: string): void {
  for (let dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
    const outer = document.resolve(map.get(key.slice(0, dot), true));
    if (!isMap(outer)) continue;
    const inner = key.slice(dot + 1);
    if (outer.has(inner)) outer.delete(inner);
    else removeNested(document, outer, inner);
  }
}
