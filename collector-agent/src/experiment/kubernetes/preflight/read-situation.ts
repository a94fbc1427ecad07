import type { ExperimentSpec } from '@meshprof/contracts';
import { fail, type Outcome, succeed } from '../../drivers/outcome.ts';
import { orAbsent } from '../cluster/cluster-answer.ts';
import type { ClusterApi } from '../cluster/cluster-api.ts';
import { ownObjectName } from '../cluster/object-names.ts';
import { isOurs } from '../cluster/ownership.ts';
import {
  type EnvoyFilterSituation,
  readEnvoyFilters,
  wantsEnvoyFilter,
} from '../envoy-filter/envoy-filter-situation.ts';
import { type ListenerShapes, listenerShapes } from '../proxy/listener-shapes.ts';
import { type ProxyIdentity, proxyIdentityOf } from '../proxy/proxy-identity.ts';
import type { ProxyView } from '../proxy/proxy-view.ts';
import type { IstioSnapshot } from '../telemetry/istio-snapshot.ts';
import { decisiveSpecs, levelsOf, selectionOf, type TelemetryLevels, WORKLOAD_LABELS } from '../telemetry/levels.ts';
import { type MeshConfig, parseMeshConfig } from '../telemetry/mesh-config.ts';

export interface SituationOptions {
  readonly experimentId: string;
  readonly spec: ExperimentSpec;
  readonly cluster: ClusterApi;
  readonly proxy: ProxyView;
}

/** The workload as cluster and proxy show it, before anything is changed. */
export interface Situation {
  readonly identity: ProxyIdentity;
  readonly workload: string;
  readonly levels: TelemetryLevels;
  /** Undefined if it could not be read; `meshConfigProblem` says why. */
  readonly meshConfig: MeshConfig | undefined;
  readonly meshConfigProblem: string;
  /** Why the Telemetry objects of the root namespace are not known, where they are not. */
  readonly rootProblem: string;
  /** What the proxy has now. */
  readonly shapes: ListenerShapes;
  /** Undefined where no variant needs one; a sentence where they cannot be read. */
  readonly envoyFilters: EnvoyFilterSituation | string | undefined;
  readonly plan: Omit<IstioSnapshot, 'parts'>;
}

const ROOT_NAMESPACE = 'istio-system';
const NO_MESH_CONFIG = parseMeshConfig('{}');

/** `preflight-failed` with a sentence where this proxy or this cluster allows no experiment at all. */
export async function readSituation(options: SituationOptions): Promise<Outcome<Situation>> {
  const seen = await readProxy(options);
  if (!seen.ok) return seen;
  const { identity, shapes, workload, selection } = seen.value;
  const { experimentId, spec, cluster } = options;
  const mesh = await readMeshConfig(cluster, identity);
  const rootNamespace = mesh.config?.rootNamespace ?? ROOT_NAMESPACE;
  const objects = await readTelemetries(options, { identity, rootNamespace, name: ownObjectName(workload) });
  if (!objects.ok) return objects;
  const { levels, rootProblem } = objects.value;
  const envoyFilters = wantsEnvoyFilter(spec)
    ? await readEnvoyFilters({ cluster, experimentId, identity, workload, rootNamespace, shapes })
    : undefined;
  const prior = levels.workload[0] ?? null;
  const plan: Situation['plan'] = {
    experimentId,
    namespace: identity.namespace,
    name: prior?.metadata.name ?? ownObjectName(workload),
    prior,
    selection,
    mesh: mesh.config ?? NO_MESH_CONFIG,
    specs: decisiveSpecs(levels),
    drainSeconds: identity.drainSeconds,
    leaseName: ownObjectName(workload),
    ...(typeof envoyFilters === 'object' && { envoyFilter: envoyFilters.plan }),
  };
  return succeed({
    ...{ identity, workload, levels, rootProblem, shapes, envoyFilters, plan },
    ...{ meshConfig: mesh.config, meshConfigProblem: mesh.problem },
  });
}

interface SeenProxy extends TargetFacts {
  readonly identity: ProxyIdentity;
  readonly shapes: ListenerShapes;
}

async function readProxy({ proxy, spec }: SituationOptions): Promise<Outcome<SeenProxy>> {
  const info = await proxy.serverInfo();
  if (!info.ok) return info;
  const identity = proxyIdentityOf(info.value);
  if (identity === undefined) {
    return fail(
      'preflight-failed',
      'The proxy has no node metadata of Istio: no istiod leads it. Use envoy-runtime or envoy-files.'
    );
  }
  const target = checkTarget(identity, spec);
  if (!target.ok) return target;
  const dump = await proxy.listeners();
  return dump.ok ? succeed({ identity, shapes: listenerShapes(dump.value), ...target.value }) : dump;
}

interface Places {
  readonly identity: ProxyIdentity;
  readonly rootNamespace: string;
  /** Of our own object. */
  readonly name: string;
}

async function readTelemetries(
  { experimentId, cluster: { telemetries } }: SituationOptions,
  { identity, rootNamespace, name }: Places
): Promise<Outcome<Pick<Situation, 'levels' | 'rootProblem'>>> {
  const inNamespace = await telemetries.list(identity.namespace);
  if (!inNamespace.ok) {
    const remedy = 'It needs Istio with telemetry.istio.io/v1 and the right to list telemetries.';
    return fail(
      'preflight-failed',
      `The Telemetry objects of ${identity.namespace} cannot be read: ${inNamespace.sentence}. ${remedy}`
    );
  }
  const isRoot = rootNamespace === identity.namespace;
  const inRoot = isRoot ? inNamespace : await telemetries.list(rootNamespace);
  // Ours of before, left by a kill: it is applied again or restored, not one of the workload's.
  const others = inNamespace.value.filter((each) => each.metadata.name !== name || !isOurs(each, experimentId));
  const levels = levelsOf(identity, others, inRoot.ok ? inRoot.value : []);
  return succeed({
    // One that is for all is of the mesh there, and counts once.
    levels: isRoot ? { ...levels, namespace: [] } : levels,
    rootProblem: inRoot.ok ? '' : inRoot.sentence,
  });
}

interface TargetFacts {
  readonly workload: string;
  readonly selection: NonNullable<ReturnType<typeof selectionOf>>;
}

function checkTarget({ type, namespace, labels }: ProxyIdentity, { target }: ExperimentSpec): Outcome<TargetFacts> {
  if (type === 'waypoint') {
    return fail('preflight-failed', 'The proxy is a waypoint; experiments turn sidecars and gateways.');
  }
  if (target.namespace !== undefined && target.namespace !== namespace) {
    return fail('preflight-failed', `The proxy is in namespace ${namespace}, not in ${target.namespace}.`);
  }
  const named = WORKLOAD_LABELS.find((label) => labels[label] !== undefined);
  const workload = target.workload ?? (named && labels[named]);
  const selection = workload === undefined ? undefined : selectionOf(labels, workload);
  if (workload !== undefined && selection !== undefined) return succeed({ workload, selection });
  const has = WORKLOAD_LABELS.map((label) => `${label}=${labels[label] ?? '(none)'}`).join(', ');
  return fail('preflight-failed', `No label of the proxy's pod names the workload ${workload ?? ''}: it has ${has}.`);
}

async function readMeshConfig(
  cluster: ClusterApi,
  { istiodNamespace, revision }: ProxyIdentity
): Promise<{ config: MeshConfig | undefined; problem: string }> {
  const name = revision === undefined ? 'istio' : `istio-${revision}`;
  const place = `ConfigMap ${istiodNamespace}/${name}`;
  const answer = orAbsent(await cluster.readConfigMapKey(istiodNamespace, name, 'mesh'));
  if (!answer.ok) return { config: undefined, problem: `${place} cannot be read: ${answer.sentence}` };
  if (answer.value === undefined) return { config: undefined, problem: `${place} has no key "mesh"` };
  try {
    return { config: parseMeshConfig(answer.value), problem: '' };
  } catch (error) {
    return { config: undefined, problem: `${place} is no MeshConfig: ${(error as Error).message}` };
  }
}
