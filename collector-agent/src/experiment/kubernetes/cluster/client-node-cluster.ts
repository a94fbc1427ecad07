import {
  ApiException,
  AuthorizationV1Api,
  AutoscalingV2Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ClusterAnswer } from './cluster-answer.ts';
import type { ApplyOptions, Autoscaler, ClusterApi, Right, TelemetryIntent } from './cluster-api.ts';
import { FIELD_MANAGER } from './object-names.ts';
import { type Telemetry, TelemetrySchema } from './telemetry-object.ts';

const GROUP = 'telemetry.istio.io';
const VERSION = 'v1';
const PLURAL = 'telemetries';
/** The API server answers within a second; a connection that hangs must not hold up a guard. */
const ANSWER_LIMIT_MS = 10_000;

const at = (namespace: string) => ({ group: GROUP, version: VERSION, namespace, plural: PLURAL });

/** The cluster of a kubeconfig, or of the pod that this process runs in. */
export class ClientNodeCluster implements ClusterApi {
  readonly #objects: CustomObjectsApi;
  readonly #core: CoreV1Api;
  readonly #scaling: AutoscalingV2Api;
  readonly #authorization: AuthorizationV1Api;

  constructor(config: KubeConfig) {
    this.#objects = config.makeApiClient(CustomObjectsApi);
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

  async listTelemetries(namespace: string): Promise<ClusterAnswer<readonly Telemetry[]>> {
    const answer = await checked(ItemsSchema, this.#objects.listNamespacedCustomObject(at(namespace)));
    return answer.ok ? { ok: true, value: answer.value.items } : answer;
  }

  readTelemetry(namespace: string, name: string): Promise<ClusterAnswer<Telemetry>> {
    return checked(TelemetrySchema, this.#objects.getNamespacedCustomObject({ ...at(namespace), name }));
  }

  applyTelemetry(intent: TelemetryIntent, options: ApplyOptions = {}): Promise<ClusterAnswer<Telemetry>> {
    const { spec, ...metadata } = intent;
    const request = {
      ...at(intent.namespace),
      name: intent.name,
      body: { apiVersion: `${GROUP}/${VERSION}`, kind: 'Telemetry', metadata, spec },
      fieldManager: FIELD_MANAGER,
      force: options.force === true,
      ...(options.dryRun === true && { dryRun: 'All' }),
    };
    const asApply = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
    return checked(TelemetrySchema, this.#objects.patchNamespacedCustomObject(request, asApply));
  }

  replaceTelemetry(object: Telemetry): Promise<ClusterAnswer<Telemetry>> {
    const { namespace, name } = object.metadata;
    const body = { ...object, apiVersion: `${GROUP}/${VERSION}`, kind: 'Telemetry' };
    return checked(
      TelemetrySchema,
      this.#objects.replaceNamespacedCustomObject({ ...at(namespace), name, body, fieldManager: FIELD_MANAGER })
    );
  }

  async deleteTelemetry({ metadata }: Telemetry): Promise<ClusterAnswer<void>> {
    const { namespace, name, uid, resourceVersion } = metadata;
    const body = { preconditions: { uid, resourceVersion } };
    const answer = await answerOf(this.#objects.deleteNamespacedCustomObject({ ...at(namespace), name, body }));
    return answer.ok ? { ok: true, value: undefined } : answer;
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

const ItemsSchema = Type.Object({ items: Type.Array(TelemetrySchema) });

async function checked<T extends TSchema>(schema: T, request: Promise<unknown>): Promise<ClusterAnswer<Static<T>>> {
  const answer = await answerOf(request);
  if (!answer.ok || Value.Check(schema, answer.value)) return answer as ClusterAnswer<Static<T>>;
  return { ok: false, status: 0, sentence: 'The answer of the API server is not what the Kubernetes API says.' };
}

async function answerOf<T>(request: Promise<T>): Promise<ClusterAnswer<T>> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_LIMIT_MS} ms`)), ANSWER_LIMIT_MS);
  });
  try {
    return { ok: true, value: await Promise.race([request, limit]) };
  } catch (error) {
    return refusalOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The `message` of a Status object says who may not do what, or which field is wrong. */
function refusalOf(error: unknown): ClusterAnswer<never> {
  if (!(error instanceof ApiException)) {
    const cause =
      error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
    return { ok: false, status: 0, sentence: `The API server cannot be asked: ${cause}.` };
  }
  return { ok: false, status: error.code, sentence: `HTTP ${error.code}: ${messageOf(error.body)}` };
}

const MAX_MESSAGE_LENGTH = 1_000;

function messageOf(body: unknown): string {
  try {
    const status = typeof body === 'string' ? (JSON.parse(body) as unknown) : body;
    const message = (status as { message?: unknown } | null)?.message;
    if (typeof message === 'string') return message.slice(0, MAX_MESSAGE_LENGTH);
  } catch {
    // The page of a proxy in between.
  }
  return 'no reason given';
}
