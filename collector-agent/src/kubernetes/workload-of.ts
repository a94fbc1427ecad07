export interface OwnedPod {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { kind: string; name: string; controller?: boolean }[];
}

/** The Deployment controller puts it on the pods and, after a dash, at the end of the ReplicaSet's name. */
const TEMPLATE_HASH_LABEL = 'pod-template-hash';
/** The CronJob controller names its jobs after the minute they are due, in minutes since 1970: 8 digits until 2160. */
const SCHEDULED_JOB = /^(.+)-\d{8}$/;

/**
 * Name of the workload that a pod belongs to, from the pod alone: reading ReplicaSets and Jobs would need more rights on
 * the whole cluster. The names of the objects in between are their controllers' custom, steady for many releases.
 */
export function workloadOf({ labels, ownerReferences = [] }: OwnedPod): string | undefined {
  const owner = ownerReferences.find(({ controller }) => controller === true) ?? ownerReferences[0];
  // A static pod belongs to its node, which is no workload.
  if (owner === undefined || owner.kind === 'Node') return undefined;
  if (owner.kind === 'ReplicaSet') {
    const hash = labels?.[TEMPLATE_HASH_LABEL];
    const suffix = `-${hash}`;
    return hash !== undefined && owner.name.endsWith(suffix) ? owner.name.slice(0, -suffix.length) : owner.name;
  }
  if (owner.kind === 'Job') return SCHEDULED_JOB.exec(owner.name)?.[1] ?? owner.name;
  return owner.name;
}
