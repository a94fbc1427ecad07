import type { CgroupIdentity } from '../discovery/container-id.ts';
import type { PodFacts } from './pod-facts.ts';

/** Finds the pod of a process by what its cgroup says. */
export interface PodLookup {
  find(cgroup: CgroupIdentity): PodFacts | undefined;
}

/** The pods of one node, by uid. */
export class PodDirectory implements PodLookup {
  readonly #byUid = new Map<string, PodFacts>();
  readonly #uidOfStaticHash = new Map<string, string>();

  get size(): number {
    return this.#byUid.size;
  }

  find({ podUid }: CgroupIdentity): PodFacts | undefined {
    if (podUid === undefined) return undefined;
    return this.#byUid.get(podUid) ?? this.#byUid.get(this.#uidOfStaticHash.get(podUid) ?? '');
  }

  put(pod: PodFacts): void {
    this.#byUid.set(pod.uid, pod);
    if (pod.staticHash !== undefined) this.#uidOfStaticHash.set(pod.staticHash, pod.uid);
  }

  remove(uid: string): void {
    const hash = this.#byUid.get(uid)?.staticHash;
    if (hash !== undefined) this.#uidOfStaticHash.delete(hash);
    this.#byUid.delete(uid);
  }

  /** What is not in the list has ended while nobody watched. */
  replaceAll(pods: readonly PodFacts[]): void {
    this.#byUid.clear();
    this.#uidOfStaticHash.clear();
    for (const pod of pods) this.put(pod);
  }
}
