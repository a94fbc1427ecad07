import { type Static, Type } from 'typebox';
import { stringEnum } from './string-enum.ts';

/**
 * Where `service.name` of a process comes from: the first rule that finds something names it. The default order is that
 * of Istio's canonical service (label, then `app.kubernetes.io/name`, then `app`, then the owner), so that profiles
 * carry the names of the mesh's own metrics; outside Kubernetes it is the service of a compose file. A node's configuration may replace the list.
 */
export const SERVICE_NAME_SOURCES = [
  'pod-label',
  'pod-annotation',
  'owner',
  'container-name',
  'container-label',
  'envoy-service-cluster',
  'executable',
] as const;

export const ServiceNameRuleSchema = Type.Object(
  {
    from: stringEnum(SERVICE_NAME_SOURCES),
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 317, description: 'Of a label or annotation' })),
  },
  { title: 'ServiceNameRule', additionalProperties: false }
);
export type ServiceNameRule = Static<typeof ServiceNameRuleSchema>;

export const DEFAULT_SERVICE_NAME_RULES: readonly ServiceNameRule[] = [
  { from: 'pod-label', key: 'service.istio.io/canonical-name' },
  { from: 'pod-label', key: 'app.kubernetes.io/name' },
  { from: 'pod-label', key: 'app' },
  { from: 'owner' },
  { from: 'container-label', key: 'com.docker.compose.service' },
  { from: 'envoy-service-cluster' },
  { from: 'executable' },
];
