import type { ClusterAnswer } from './cluster-answer.ts';
import type { Telemetry, TelemetrySpec } from './telemetry-object.ts';

/** Some right at the API server, as a Role would grant it. */
export interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly namespace: string;
  readonly name?: string;
}

/** What is sent by server-side apply: the fields that shall be ours, and no others. */
export interface TelemetryIntent {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Refused (409) if the object has another version by now; absent: any, or none yet. */
  readonly resourceVersion?: string;
  readonly spec: TelemetrySpec;
}

export interface ApplyOptions {
  readonly dryRun?: boolean;
  /** Takes fields that somebody else owns. */
  readonly force?: boolean;
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
  listTelemetries(namespace: string): Promise<ClusterAnswer<readonly Telemetry[]>>;
  readTelemetry(namespace: string, name: string): Promise<ClusterAnswer<Telemetry>>;
  applyTelemetry(intent: TelemetryIntent, options?: ApplyOptions): Promise<ClusterAnswer<Telemetry>>;
  /** Puts the whole object in place of the one that has its `resourceVersion`. */
  replaceTelemetry(object: Telemetry): Promise<ClusterAnswer<Telemetry>>;
  /** Only if the object still has this uid and version. */
  deleteTelemetry(object: Telemetry): Promise<ClusterAnswer<void>>;
  /** Value of a key of a ConfigMap; undefined if the map has no such key. */
  readConfigMapKey(namespace: string, name: string, key: string): Promise<ClusterAnswer<string | undefined>>;
  readNamespaceLabels(namespace: string): Promise<ClusterAnswer<Readonly<Record<string, string>>>>;
  listAutoscalers(namespace: string): Promise<ClusterAnswer<readonly Autoscaler[]>>;
  may(right: Right): Promise<ClusterAnswer<boolean>>;
}
