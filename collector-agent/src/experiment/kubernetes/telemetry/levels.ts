import type { Telemetry, TelemetrySpec } from '../cluster/telemetry-object.ts';

/** Who is asked for: as istiod sees the proxy. */
export interface Workload {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The Telemetry objects that decide about one workload, from the least to the most specific. */
export interface TelemetryLevels {
  readonly root: readonly Telemetry[];
  readonly namespace: readonly Telemetry[];
  readonly workload: readonly Telemetry[];
}

const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

/**
 * Each level in order of creation, as istiod takes it: versions differ in what they do with the second object of a level.
 * `inRoot`: those of the mesh's root namespace; undefined if they could not be read.
 */
export function levelsOf(
  workload: Workload,
  inNamespace: readonly Telemetry[],
  inRoot: readonly Telemetry[]
): TelemetryLevels {
  const ordered = [...inNamespace].sort(byCreation);
  return {
    root: [...inRoot].sort(byCreation).filter(({ spec }) => isForAll(spec)),
    namespace: ordered.filter(({ spec }) => isForAll(spec)),
    workload: ordered.filter(({ spec }) => selects(spec, workload)),
  };
}

/** The first of root and namespace, then all of the workload. */
export function decisiveSpecs({ root, namespace, workload }: TelemetryLevels): TelemetrySpec[] {
  return [...root.slice(0, 1), ...namespace.slice(0, 1), ...workload].map(({ spec }) => spec ?? {});
}

function isForAll(spec: TelemetrySpec = {}): boolean {
  return targetsOf(spec).length === 0 && Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}

function selects(spec: TelemetrySpec = {}, { labels }: Workload): boolean {
  const targets = targetsOf(spec);
  if (targets.length > 0) {
    return targets.some((target) => namesGateway(target, labels));
  }
  const wanted = Object.entries(spec.selector?.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

export function namesGateway(
  { kind, name }: { readonly kind: string; readonly name: string },
  labels: Readonly<Record<string, string>>
): boolean {
  return kind === 'Gateway' && name === labels[GATEWAY_LABEL];
}

const targetsOf = ({ targetRef, targetRefs = [] }: TelemetrySpec) =>
  targetRef === undefined ? targetRefs : [targetRef, ...targetRefs];

function byCreation(a: Telemetry, b: Telemetry): number {
  const time = (each: Telemetry) => each.metadata.creationTimestamp ?? '';
  return time(a).localeCompare(time(b)) || a.metadata.name.localeCompare(b.metadata.name);
}

/** Whom our own object selects: a Gateway by name, or pods by the label that names the workload. */
export function selectionOf(
  labels: Readonly<Record<string, string>>,
  workload: string
): Pick<TelemetrySpec, 'selector' | 'targetRefs'> | undefined {
  const gateway = labels[GATEWAY_LABEL];
  if (gateway !== undefined && gateway === workload) {
    return { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }] };
  }
  const label = WORKLOAD_LABELS.find((key) => labels[key] === workload);
  return label === undefined ? undefined : { selector: { matchLabels: { [label]: workload } } };
}

/** In the order in which they are tried. */
export const WORKLOAD_LABELS = ['app', 'service.istio.io/canonical-name', 'app.kubernetes.io/name', 'istio'] as const;
