import type { CgroupIdentity } from '../discovery/container-id.ts';
import type { PodFacts } from './pod-facts.ts';

/** Finds the pod of a process by what its cgroup says. */
export interface PodLookup {
  find(cgroup: CgroupIdentity): PodFacts | undefined;
}

/** The pods of one node, by uid. */
export class PodDirectory implements PodLookup {
  readonly #byUid = new Map<string, PodFacts>();

  get size(): number {
    return this.#byUid.size;
  }

  find({ podUid, container }: CgroupIdentity): PodFacts | undefined {
    if (podUid === undefined) return undefined;
    return this.#byUid.get(podUid) ?? this.#mirrorOf(podUid, container);
  }

  put(pod: PodFacts): void {
    this.#byUid.set(pod.uid, pod);
  }

  remove(uid: string): void {
    this.#byUid.delete(uid);
  }

  /** What is not in the list has ended while nobody watched. */
  replaceAll(pods: readonly PodFacts[]): void {
    this.#byUid.clear();
    for (const pod of pods) this.put(pod);
  }

  /**
   * Whoever may create a pod may write that annotation, and would give etcd or the API server the name of his own pod, with
   * all that policies and limits allow there. Which containers a pod has only the kubelet says.
   */
  #mirrorOf(staticHash: string, container: string | undefined): PodFacts | undefined {
    if (container === undefined) return undefined;
    for (const pod of this.#byUid.values()) {
      if (pod.staticHash === staticHash && pod.containerNames.has(container)) return pod;
    }
    return undefined;
  }
}
