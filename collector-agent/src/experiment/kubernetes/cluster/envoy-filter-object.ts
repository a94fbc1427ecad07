import { type Static, Type } from 'typebox';
import { ObjectMetaSchema } from './cluster-object.ts';

/**
 * Istio's `EnvoyFilter` (networking.istio.io/v1alpha3), as far as it is read. Fields that are not named here are kept as
 * they are. https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 */
const Name = Type.Object({ name: Type.Optional(Type.String()) });

export const ConfigPatchSchema = Type.Object({
  applyTo: Type.Optional(Type.String()),
  match: Type.Optional(
    Type.Object({
      context: Type.Optional(Type.String()),
      proxy: Type.Optional(Type.Object({ proxyVersion: Type.Optional(Type.String()) })),
      listener: Type.Optional(
        Type.Object({
          filterChain: Type.Optional(
            Type.Object({
              filter: Type.Optional(
                Type.Object({ name: Type.Optional(Type.String()), subFilter: Type.Optional(Name) })
              ),
            })
          ),
        })
      ),
    })
  ),
  patch: Type.Optional(Type.Object({ operation: Type.Optional(Type.String()), value: Type.Optional(Type.Unknown()) })),
});
export type ConfigPatch = Static<typeof ConfigPatchSchema>;

const TargetRef = Type.Object({ group: Type.Optional(Type.String()), kind: Type.String(), name: Type.String() });

export const EnvoyFilterSpecSchema = Type.Object({
  workloadSelector: Type.Optional(Type.Object({ labels: Type.Optional(Type.Record(Type.String(), Type.String())) })),
  targetRefs: Type.Optional(Type.Array(TargetRef)),
  configPatches: Type.Optional(Type.Array(ConfigPatchSchema)),
  priority: Type.Optional(Type.Integer()),
});
export type EnvoyFilterSpec = Static<typeof EnvoyFilterSpecSchema>;

export const EnvoyFilterSchema = Type.Object({
  metadata: ObjectMetaSchema,
  spec: Type.Optional(EnvoyFilterSpecSchema),
});
export type EnvoyFilter = Static<typeof EnvoyFilterSchema>;
