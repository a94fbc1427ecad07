import type { ClusterAnswer } from './cluster-answer.ts';
import type { EnvoyFilter } from './envoy-filter-object.ts';
import type { Lease } from './lease-object.ts';
import type { ObjectStore } from './object-store.ts';
import type { Telemetry } from './telemetry-object.ts';

/** Some right at the API server, as a Role would grant it. */
export interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly namespace: string;
  readonly name?: string;
}

export interface Autoscaler {
  readonly name: string;
  readonly targetKind: string;
  readonly targetName: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** All that experiments ask of a cluster. Answers are checked against what is read of them; nothing rejects. */
export interface ClusterApi {
  readonly telemetries: ObjectStore<Telemetry>;
  readonly envoyFilters: ObjectStore<EnvoyFilter>;
  readonly leases: ObjectStore<Lease>;
  /** Value of a key of a ConfigMap; undefined if the map has no such key. */
  readConfigMapKey(namespace: string, name: string, key: string): Promise<ClusterAnswer<string | undefined>>;
  readNamespaceLabels(namespace: string): Promise<ClusterAnswer<Readonly<Record<string, string>>>>;
  listAutoscalers(namespace: string): Promise<ClusterAnswer<readonly Autoscaler[]>>;
  may(right: Right): Promise<ClusterAnswer<boolean>>;
}
