import { AuthorizationV1Api, AutoscalingV2Api, CoreV1Api, CustomObjectsApi, KubeConfig } from '@kubernetes/client-node';
import { answerOf } from './answer-of.ts';
import { ClientNodeStore } from './client-node-store.ts';
import type { ClusterAnswer } from './cluster-answer.ts';
import type { Autoscaler, ClusterApi, Right } from './cluster-api.ts';
import { type EnvoyFilter, EnvoyFilterSchema } from './envoy-filter-object.ts';
import { type Lease, LeaseSchema } from './lease-object.ts';
import { type Telemetry, TelemetrySchema } from './telemetry-object.ts';

const TELEMETRIES = { group: 'telemetry.istio.io', version: 'v1', plural: 'telemetries', kind: 'Telemetry' };
const ENVOY_FILTERS = {
  group: 'networking.istio.io',
  version: 'v1alpha3',
  plural: 'envoyfilters',
  kind: 'EnvoyFilter',
};
const LEASES = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease' };

/** The cluster of a kubeconfig, or of the pod that this process runs in. */
export class ClientNodeCluster implements ClusterApi {
  readonly telemetries: ClusterApi['telemetries'];
  readonly envoyFilters: ClusterApi['envoyFilters'];
  readonly leases: ClusterApi['leases'];
  readonly #core: CoreV1Api;
  readonly #scaling: AutoscalingV2Api;
  readonly #authorization: AuthorizationV1Api;

  constructor(config: KubeConfig) {
    const objects = config.makeApiClient(CustomObjectsApi);
    this.telemetries = new ClientNodeStore<Telemetry>(objects, TELEMETRIES, TelemetrySchema);
    this.envoyFilters = new ClientNodeStore<EnvoyFilter>(objects, ENVOY_FILTERS, EnvoyFilterSchema);
    this.leases = new ClientNodeStore<Lease>(objects, LEASES, LeaseSchema);
    this.#core = config.makeApiClient(CoreV1Api);
    this.#scaling = config.makeApiClient(AutoscalingV2Api);
    this.#authorization = config.makeApiClient(AuthorizationV1Api);
  }

  /** `file`: a kubeconfig; default: `$KUBECONFIG`, `~/.kube/config`, or the pod's service account. */
  static open(file?: string): ClientNodeCluster {
    const config = new KubeConfig();
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
    return new ClientNodeCluster(config);
  }

  async readConfigMapKey(namespace: string, name: string, key: string): Promise<ClusterAnswer<string | undefined>> {
    const answer = await answerOf(this.#core.readNamespacedConfigMap({ namespace, name }));
    return answer.ok ? { ok: true, value: answer.value.data?.[key] } : answer;
  }

  async readNamespaceLabels(namespace: string): Promise<ClusterAnswer<Readonly<Record<string, string>>>> {
    const answer = await answerOf(this.#core.readNamespace({ name: namespace }));
    return answer.ok ? { ok: true, value: answer.value.metadata?.labels ?? {} } : answer;
  }

  async listAutoscalers(namespace: string): Promise<ClusterAnswer<readonly Autoscaler[]>> {
    const answer = await answerOf(this.#scaling.listNamespacedHorizontalPodAutoscaler({ namespace }));
    if (!answer.ok) return answer;
    const autoscalers = answer.value.items.map(({ metadata, spec }) => ({
      name: metadata?.name ?? '',
      targetKind: spec?.scaleTargetRef.kind ?? '',
      targetName: spec?.scaleTargetRef.name ?? '',
      minReplicas: spec?.minReplicas ?? 1,
      maxReplicas: spec?.maxReplicas ?? 1,
    }));
    return { ok: true, value: autoscalers };
  }

  async may({ group, resource, verb, namespace, name }: Right): Promise<ClusterAnswer<boolean>> {
    const body = {
      spec: { resourceAttributes: { group, resource, verb, namespace, ...(name !== undefined && { name }) } },
    };
    const answer = await answerOf(this.#authorization.createSelfSubjectAccessReview({ body }));
    return answer.ok ? { ok: true, value: answer.value.status?.allowed === true } : answer;
  }
}
