import type { ExperimentSpec } from '@meshprof/contracts';
import { needsEnvoyFilter } from '@meshprof/experiments';
import { variantsOf } from '../../drivers/variants-of.ts';
import type { ClusterApi } from '../cluster/cluster-api.ts';
import type { ConfigPatch, EnvoyFilter } from '../cluster/envoy-filter-object.ts';
import { ownObjectName } from '../cluster/object-names.ts';
import { isOurs } from '../cluster/ownership.ts';
import type { ListenerShapes } from '../proxy/listener-shapes.ts';
import type { ProxyIdentity } from '../proxy/proxy-identity.ts';
import { namesGateway } from '../telemetry/levels.ts';
import type { EnvoyFilterPlan } from '../telemetry/istio-snapshot.ts';

/** What must be known where variants need an EnvoyFilter. */
export interface EnvoyFilterSituation {
  readonly plan: EnvoyFilterPlan;
  /** Of others, as far as they are for this workload and this version of the proxy. */
  readonly others: readonly EnvoyFilter[];
  /** An object of somebody else that has our name. */
  readonly taken?: EnvoyFilter;
  /** Why the EnvoyFilters of the root namespace are not known, where they are not. */
  readonly rootProblem: string;
}

export interface EnvoyFilterQuestion {
  readonly cluster: Pick<ClusterApi, 'envoyFilters'>;
  readonly experimentId: string;
  readonly identity: ProxyIdentity;
  readonly workload: string;
  readonly rootNamespace: string;
  readonly shapes: ListenerShapes;
}

/** Ours come after all others, with room between. */
const PRIORITY_STEP = 10;
const MAX_PRIORITY = 2 ** 31 - 1;

export function wantsEnvoyFilter(spec: ExperimentSpec): boolean {
  return spec.allowEnvoyFilter === true && variantsOf(spec).some(({ knobs }) => knobs.some(needsEnvoyFilter));
}

/** A sentence where those of the workload's namespace cannot be read. */
export async function readEnvoyFilters(question: EnvoyFilterQuestion): Promise<EnvoyFilterSituation | string> {
  const { cluster, experimentId, identity, workload, rootNamespace, shapes } = question;
  const inNamespace = await cluster.envoyFilters.list(identity.namespace);
  if (!inNamespace.ok) return `The EnvoyFilters of ${identity.namespace} cannot be read: ${inNamespace.sentence}.`;
  const isRoot = rootNamespace === identity.namespace;
  const inRoot = isRoot ? inNamespace : await cluster.envoyFilters.list(rootNamespace);
  const name = ownObjectName(workload);
  const all = [...inNamespace.value, ...(inRoot.ok && !isRoot ? inRoot.value : [])];
  const others = all.filter((each) => !isOurs(each, experimentId) && isFor(each, identity));
  const taken = inNamespace.value.find(({ metadata }) => metadata.name === name);
  const highest = Math.max(0, ...others.map(({ spec }) => spec?.priority ?? 0));
  const logFormat = shapes.managers
    .flatMap(({ loggers }) => loggers)
    .find(({ format }) => format !== undefined)?.format;
  return {
    plan: {
      name,
      priority: Math.min(MAX_PRIORITY, highest + PRIORITY_STEP),
      proxyVersion: identity.istioVersion,
      ...(logFormat !== undefined && { logFormat }),
    },
    others,
    ...(taken !== undefined && !isOurs(taken, experimentId) && { taken }),
    rootProblem: inRoot.ok ? '' : inRoot.sentence,
  };
}

/** Whom it selects, and whether any of its patches is for the proxy's version. */
function isFor({ spec = {} }: EnvoyFilter, { labels, istioVersion }: ProxyIdentity): boolean {
  const wanted = Object.entries(spec.workloadSelector?.labels ?? {});
  const { targetRefs = [], configPatches = [] } = spec;
  const isSelected =
    targetRefs.length > 0
      ? targetRefs.some((target) => namesGateway(target, labels))
      : wanted.every(([key, value]) => labels[key] === value);
  return isSelected && configPatches.some((patch) => isForVersion(patch, istioVersion));
}

export function isForVersion({ match }: ConfigPatch, version: string): boolean {
  const pattern = match?.proxy?.proxyVersion;
  if (pattern === undefined || pattern === '') return true;
  try {
    return new RegExp(pattern).test(version);
  } catch {
    // Go's patterns are not quite ours; one that cannot be told apart may be for it.
    return true;
  }
}
