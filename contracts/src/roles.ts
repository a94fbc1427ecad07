/** What a process is in the mesh. `envoy` is an Envoy without a pod. */
export const ROLES = [
  'envoy',
  'envoy-sidecar',
  'gateway',
  'waypoint',
  'ztunnel',
  'mesh-app',
  'service',
  'host-process',
] as const;

export type Role = (typeof ROLES)[number];

/** Those of an Envoy: they have the settings of contracts/src/mesh-settings.ts. */
export const ENVOY_ROLES: readonly Role[] = ['envoy', 'envoy-sidecar', 'gateway', 'waypoint'];

/** All that carry the mesh's requests. */
export const PROXY_ROLES: readonly Role[] = [...ENVOY_ROLES, 'ztunnel'];
