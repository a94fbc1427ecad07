import type { Role } from '@meshprof/contracts';

export interface RoleFacts {
  /** Base name of the executable. */
  readonly executable: string;
  /** Arguments, where they were worth reading (Envoy). */
  readonly args: readonly string[];
  readonly inContainer: boolean;
  readonly inPod: boolean;
  /** Empty where the pod is not known. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Release and vendor builds name the same program `envoy`, `envoy-static`, `envoy-contrib`, `envoy-1.40`, … */
const ENVOY_EXECUTABLE = /^envoy(?:[-.](?:static|contrib|debug|stripped|bin|[\d.]+))*$/;

export function isEnvoy(executable: string): boolean {
  return ENVOY_EXECUTABLE.test(executable);
}

/** Istio puts the proxy's kind before the first `~` of Envoy's `--service-node`. */
const ROLE_OF_NODE_TYPE: Readonly<Record<string, Role>> = {
  sidecar: 'envoy-sidecar',
  router: 'gateway',
  ingress: 'gateway',
  waypoint: 'waypoint',
};

/** The role of one process by itself; `mesh-app` needs its neighbours and is decided in the inventory. */
export function roleOf(facts: RoleFacts): Role {
  if (facts.executable === 'ztunnel') return 'ztunnel';
  if (isEnvoy(facts.executable)) {
    if (!facts.inPod) return 'envoy';
    const nodeType = optionValue(facts.args, '--service-node')?.split('~')[0] ?? '';
    return ROLE_OF_NODE_TYPE[nodeType] ?? roleByLabels(facts.podLabels) ?? 'envoy-sidecar';
  }
  return facts.inContainer || facts.inPod ? 'service' : 'host-process';
}

/**
 * Label by which each mesh marks pods that stand alone: https://gateway-api.sigs.k8s.io (gateway-name, also on Istio's
 * waypoints, which `gateway.istio.io/managed` tells apart), Envoy Gateway, Contour.
 */
const GATEWAY_LABELS = [
  'gateway.networking.k8s.io/gateway-name',
  'gateway.envoyproxy.io/owning-gateway-name',
  'projectcontour.io/owning-gateway-name',
];
const WAYPOINT_LABEL = { key: 'gateway.istio.io/managed', value: 'istio.io-mesh-controller' };

function roleByLabels(labels: Readonly<Record<string, string>>): Role | undefined {
  if (labels[WAYPOINT_LABEL.key] === WAYPOINT_LABEL.value) return 'waypoint';
  return GATEWAY_LABELS.some((label) => Object.hasOwn(labels, label)) ? 'gateway' : undefined;
}

/** Value of `--name value` or `--name=value`; the first one counts. */
export function optionValue(args: readonly string[], name: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === name) return args[index + 1];
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
  }
  return undefined;
}
