import type { ProxyConfig } from '../envoy/read-config.ts';

/** Place of the admin layer among the layers of `/runtime`; undefined if the proxy has none, as by Envoy's default. */
export function adminLayerOf({ facts, runtime }: ProxyConfig): number | undefined {
  const layer = facts.layers.find(({ kind }) => kind === 'admin');
  const place = layer === undefined ? -1 : runtime.layers.indexOf(layer.name);
  return place < 0 ? undefined : place;
}
