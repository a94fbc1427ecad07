import type { ClusterAnswer } from './cluster-answer.ts';
import type { ClusterObject } from './cluster-object.ts';

/** What is sent by server-side apply: the fields that shall be ours, and no others. */
export interface ObjectIntent {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Refused (409) if the object has another version by now; absent: any, or none yet. */
  readonly resourceVersion?: string;
  readonly spec: object;
}

export interface ApplyOptions {
  readonly dryRun?: boolean;
  /** Takes fields that somebody else owns. */
  readonly force?: boolean;
}

/** Objects of one kind. Answers are checked against what is read of them; nothing rejects. */
export interface ObjectStore<T extends ClusterObject> {
  list(namespace: string): Promise<ClusterAnswer<readonly T[]>>;
  read(namespace: string, name: string): Promise<ClusterAnswer<T>>;
  /** Refused (409) if there is one of this name. */
  create(intent: ObjectIntent): Promise<ClusterAnswer<T>>;
  /** By server-side apply, as field manager `FIELD_MANAGER`. */
  apply(intent: ObjectIntent, options?: ApplyOptions): Promise<ClusterAnswer<T>>;
  /** Puts the whole object in place of the one that has its `resourceVersion`. */
  replace(object: T): Promise<ClusterAnswer<T>>;
  /** Only if the object still has this uid and version. */
  remove(object: T): Promise<ClusterAnswer<void>>;
}
