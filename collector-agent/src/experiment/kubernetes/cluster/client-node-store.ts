import { type CustomObjectsApi, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { answerOf } from './answer-of.ts';
import type { ClusterAnswer } from './cluster-answer.ts';
import type { ClusterObject } from './cluster-object.ts';
import { FIELD_MANAGER } from './object-names.ts';
import type { ApplyOptions, ObjectIntent, ObjectStore } from './object-store.ts';

export interface ObjectKind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
}

/** Objects of one kind, by the general part of the client library, which knows no Istio. `T` is what the schema checks. */
export class ClientNodeStore<T extends ClusterObject> implements ObjectStore<T> {
  readonly #api: CustomObjectsApi;
  readonly #kind: ObjectKind;
  readonly #schema: TSchema;

  constructor(api: CustomObjectsApi, kind: ObjectKind, schema: TSchema) {
    this.#api = api;
    this.#kind = kind;
    this.#schema = schema;
  }

  async list(namespace: string): Promise<ClusterAnswer<readonly T[]>> {
    const items = Type.Object({ items: Type.Array(this.#schema) });
    const request = this.#api.listNamespacedCustomObject(this.#at(namespace));
    const answer = await checked<{ items: readonly T[] }>(items, request);
    return answer.ok ? { ok: true, value: answer.value.items } : answer;
  }

  read(namespace: string, name: string): Promise<ClusterAnswer<T>> {
    return checked(this.#schema, this.#api.getNamespacedCustomObject({ ...this.#at(namespace), name }));
  }

  create(intent: ObjectIntent): Promise<ClusterAnswer<T>> {
    const request = { ...this.#at(intent.namespace), body: this.#body(intent), fieldManager: FIELD_MANAGER };
    return checked(this.#schema, this.#api.createNamespacedCustomObject(request));
  }

  apply(intent: ObjectIntent, options: ApplyOptions = {}): Promise<ClusterAnswer<T>> {
    const request = {
      ...this.#at(intent.namespace),
      name: intent.name,
      body: this.#body(intent),
      fieldManager: FIELD_MANAGER,
      force: options.force === true,
      ...(options.dryRun === true && { dryRun: 'All' }),
    };
    const asApply = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
    return checked(this.#schema, this.#api.patchNamespacedCustomObject(request, asApply));
  }

  replace(object: T): Promise<ClusterAnswer<T>> {
    const { namespace, name } = object.metadata;
    const body = { ...object, ...this.#type() };
    const request = { ...this.#at(namespace), name, body, fieldManager: FIELD_MANAGER };
    return checked(this.#schema, this.#api.replaceNamespacedCustomObject(request));
  }

  async remove({ metadata }: T): Promise<ClusterAnswer<void>> {
    const { namespace, name, uid, resourceVersion } = metadata;
    const body = { preconditions: { uid, resourceVersion } };
    const answer = await answerOf(this.#api.deleteNamespacedCustomObject({ ...this.#at(namespace), name, body }));
    return answer.ok ? { ok: true, value: undefined } : answer;
  }

  #at(namespace: string) {
    const { group, version, plural } = this.#kind;
    return { group, version, plural, namespace };
  }

  #type() {
    const { group, version, kind } = this.#kind;
    return { apiVersion: `${group}/${version}`, kind };
  }

  #body({ spec, ...metadata }: ObjectIntent) {
    return { ...this.#type(), metadata, spec };
  }
}

async function checked<T>(schema: TSchema, request: Promise<unknown>): Promise<ClusterAnswer<T>> {
  const answer = await answerOf(request);
  if (!answer.ok || Value.Check(schema, answer.value)) return answer as ClusterAnswer<T>;
  return { ok: false, status: 0, sentence: 'The answer of the API server is not what the Kubernetes API says.' };
}
