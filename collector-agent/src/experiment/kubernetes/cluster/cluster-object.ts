import { type Static, Type } from 'typebox';

const Texts = Type.Record(Type.String(), Type.String());

/** Metadata of any object, as far as experiments read it. Other fields are kept as they are. */
export const ObjectMetaSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  namespace: Type.String({ minLength: 1 }),
  uid: Type.String({ minLength: 1 }),
  /** Absent in a dry run that creates. */
  resourceVersion: Type.Optional(Type.String({ minLength: 1 })),
  creationTimestamp: Type.Optional(Type.String()),
  labels: Type.Optional(Texts),
  annotations: Type.Optional(Texts),
  managedFields: Type.Optional(Type.Array(Type.Object({ manager: Type.Optional(Type.String()) }))),
});
export type ObjectMeta = Static<typeof ObjectMetaSchema>;

export interface ClusterObject {
  readonly metadata: ObjectMeta;
}

export const nameOf = ({ metadata: { namespace, name } }: ClusterObject): string => `${namespace}/${name}`;

/** Who wrote to it last, as the API server says. */
export function lastWriter({ metadata }: ClusterObject): string {
  return metadata.managedFields?.at(-1)?.manager ?? 'somebody';
}
