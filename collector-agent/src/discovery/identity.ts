import type { ServiceNameRule } from '@meshprof/contracts';
import type { PodLookup } from '../kubernetes/pod-directory.ts';
import type { PodFacts } from '../kubernetes/pod-facts.ts';
import type { ProcessIdentity } from '../profile/process-profile.ts';
import type { ContainerLookup } from './container-records.ts';
import { displayName } from './display-name.ts';
import type { ProcessFacts } from './process-facts.ts';
import { roleOf } from './role.ts';
import { serviceName } from './service-name.ts';

/** What the agent knows about itself and puts on every profile. */
export interface NodeIdentity {
  readonly node: string;
  readonly cluster?: string;
}

/** Where processes are found, and how they are named there. */
export interface Surroundings {
  readonly nodeIdentity: NodeIdentity;
  /** Absent without Kubernetes. */
  readonly pods?: PodLookup;
  /** Outside Kubernetes. Absent: a container has its id alone. */
  readonly containers?: ContainerLookup;
  /** Default: those of contracts/. */
  readonly serviceNameRules?: readonly ServiceNameRule[];
}

export function identityOf(facts: ProcessFacts, surroundings: Surroundings): ProcessIdentity {
  const { executable, args, cgroup, executablePath } = facts;
  const pod = surroundings.pods?.find(cgroup);
  const record = pod === undefined ? surroundings.containers?.find(cgroup.container ?? '') : undefined;
  const containerName = pod?.containerNames.get(cgroup.container ?? '') ?? record?.name;
  const named = {
    executable,
    args,
    ...(pod !== undefined && { pod }),
    ...(containerName !== undefined && { containerName }),
    ...(record !== undefined && { containerLabels: record.labels }),
  };
  const container = containerName ?? cgroup.container;
  return {
    ...surroundings.nodeIdentity,
    pid: facts.stat.pid,
    service: serviceName(named, surroundings.serviceNameRules),
    role: roleOf({
      executable,
      args,
      inContainer: cgroup.container !== undefined,
      inPod: cgroup.podUid !== undefined,
      podLabels: pod?.labels ?? {},
    }),
    process: displayName(executable),
    ...(container !== undefined && { container }),
    ...(pod !== undefined && placeOf(pod)),
    ...(executablePath !== undefined && { executablePath }),
  };
}

function placeOf({ namespace, name, workload }: PodFacts): Pick<ProcessIdentity, 'namespace' | 'pod' | 'workload'> {
  return { namespace, pod: name, ...(workload !== undefined && { workload }) };
}
