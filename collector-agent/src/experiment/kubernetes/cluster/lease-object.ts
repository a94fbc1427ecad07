import { type Static, Type } from 'typebox';
import { ObjectMetaSchema } from './cluster-object.ts';

const optional = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** Kubernetes' `Lease` (coordination.k8s.io/v1). Times are RFC 3339 with microseconds. */
export const LeaseSchema = Type.Object({
  metadata: ObjectMetaSchema,
  spec: Type.Optional(
    Type.Object({
      holderIdentity: optional(Type.String()),
      leaseDurationSeconds: optional(Type.Integer()),
      acquireTime: optional(Type.String()),
      renewTime: optional(Type.String()),
    })
  ),
});
export type Lease = Static<typeof LeaseSchema>;
