import type { ConfigNode } from './config-node.ts';
import type { EnvoyConfig } from './envoy-config.ts';

/** A part of a listener. */
export interface OfListener {
  readonly node: ConfigNode;
  /** `listener NAME` */
  readonly scope: string;
}

export function filterChains(config: EnvoyConfig): OfListener[] {
  return config.listeners.nodes.flatMap((listener) => {
    const scope = `listener ${listener.text('name') ?? addressOf(listener)}`;
    const standard = listener.field('default_filter_chain');
    const chains = [...listener.items('filter_chains'), ...(standard === undefined ? [] : [standard])];
    return chains.map((node) => ({ node, scope }));
  });
}

/** Configurations of this type of network filters: `HttpConnectionManager`, `TcpProxy`. */
export function networkFilters(config: EnvoyConfig, typeName: string): OfListener[] {
  return filterChains(config).flatMap(({ node, scope }) =>
    node
      .items('filters')
      .map((filter) => filter.field('typed_config'))
      .filter((typed) => typed?.typeName === typeName)
      .map((typed) => ({ node: typed as ConfigNode, scope }))
  );
}

function addressOf(listener: ConfigNode): string {
  const port = listener.text('address', 'socket_address', 'port_value');
  return `${listener.text('address', 'socket_address', 'address') ?? '?'}:${port ?? '?'}`;
}

/** Of a filter, tracer, sink or logger: names are free, types are not, but names are what people know. */
export function extensionName(node: ConfigNode): string {
  return node.text('name') ?? (node.field('typed_config')?.typeName || 'unnamed');
}
