import type { Role } from '@meshprof/contracts';

export interface RoleFacts {
  /** Base name of the executable. */
  readonly executable: string;
  /** Arguments, where they were worth reading (Envoy). */
  readonly args: readonly string[];
  readonly inContainer: boolean;
  readonly inPod: boolean;
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
    return ROLE_OF_NODE_TYPE[nodeType] ?? 'envoy-sidecar';
  }
  return facts.inContainer || facts.inPod ? 'service' : 'host-process';
}

/** Value of `--name value` or `--name=value`; the first one counts. */
export function optionValue(args: readonly string[], name: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === name) return args[index + 1];
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
  }
  return undefined;
}
