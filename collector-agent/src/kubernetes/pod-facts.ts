import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { displayName } from '../discovery/display-name.ts';
import { workloadOf } from './workload-of.ts';

/** What discovery needs to know of a pod. Texts are as their owner wrote them, cut to a length but not yet cleaned. */
export interface PodFacts {
  readonly uid: string;
  /** A static pod's cgroup carries this hash instead of the uid of its mirror in the API. Anybody may claim it. */
  readonly staticHash?: string;
  readonly namespace: string;
  readonly name: string;
  readonly workload?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Name of each container by its id (64 hex digits). */
  readonly containerNames: ReadonlyMap<string, string>;
}

const Texts = Type.Record(Type.String(), Type.String());
const Statuses = Type.Array(Type.Object({ name: Type.String(), containerID: Type.Optional(Type.String()) }));

/** The part of a Pod object (core/v1) that is read; everything else is ignored. */
const PodSchema = Type.Object({
  metadata: Type.Object({
    uid: Type.String({ minLength: 1 }),
    name: Type.String({ minLength: 1 }),
    namespace: Type.String({ minLength: 1 }),
    resourceVersion: Type.Optional(Type.String()),
    labels: Type.Optional(Texts),
    annotations: Type.Optional(Texts),
    ownerReferences: Type.Optional(
      Type.Array(Type.Object({ kind: Type.String(), name: Type.String(), controller: Type.Optional(Type.Boolean()) }))
    ),
  }),
  status: Type.Optional(
    Type.Object({
      containerStatuses: Type.Optional(Statuses),
      initContainerStatuses: Type.Optional(Statuses),
      ephemeralContainerStatuses: Type.Optional(Statuses),
    })
  ),
});

const STATIC_HASH_ANNOTATION = 'kubernetes.io/config.hash';
/** Of one value of an annotation: a last-applied configuration can be 256 KiB. */
const MAX_TEXT_LENGTH = 1_024;

/** Undefined for an object that is not a pod: an API server of another make costs names, not the agent. */
export function podFactsOf(object: unknown): PodFacts | undefined {
  if (!Value.Check(PodSchema, object)) return undefined;
  const { metadata, status } = object;
  const annotations = shortTexts(metadata.annotations);
  const staticHash = annotations[STATIC_HASH_ANNOTATION];
  const workload = workloadOf(metadata);
  return {
    uid: metadata.uid,
    ...(staticHash !== undefined && { staticHash }),
    namespace: displayName(metadata.namespace),
    name: displayName(metadata.name),
    ...(workload !== undefined && { workload: displayName(workload) }),
    labels: shortTexts(metadata.labels),
    annotations,
    containerNames: namesById([
      ...(status?.containerStatuses ?? []),
      ...(status?.initContainerStatuses ?? []),
      ...(status?.ephemeralContainerStatuses ?? []),
    ]),
  };
}

function shortTexts(texts: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value.length <= MAX_TEXT_LENGTH));
}

/** `containerID` is `<runtime>://<id>`, and absent until the container was made. */
function namesById(statuses: readonly { name: string; containerID?: string }[]): Map<string, string> {
  return new Map(
    statuses.flatMap(({ name, containerID }) => {
      const id = /:\/\/([0-9a-f]{64})$/.exec(containerID ?? '')?.[1];
      return id === undefined ? [] : [[id, displayName(name)] as const];
    })
  );
}
