/**
 * Which container and pod a process belongs to, from `/proc/PID/cgroup` alone (no runtime socket). Path shapes:
 * docker `/docker/ID` (cgroupfs) and `docker-ID.scope` (systemd); containerd and CRI-O `cri-containerd-ID.scope`,
 * `crio-ID.scope`, bare `ID` under `kubepods`, and `slice:cri-containerd:ID`; podman `libpod-ID.scope`.
 */
export interface CgroupIdentity {
  /** 64 hex digits. */
  readonly container?: string;
  /** Pod uid as Kubernetes writes it, with dashes; 32 hex digits for a static pod. */
  readonly podUid?: string;
}

const CONTAINER_SEGMENT = /^(?:.*[-:])?([0-9a-f]{64})(?:\.scope)?$/;
/** A monitor runs beside its container, on the host. */
const MONITOR_SEGMENT = /^(?:crio|libpod)-conmon-/;
const POD_SEGMENT =
  /(?:^|[-/])pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?=$|[:/])/;

export function parseCgroup(text: string): CgroupIdentity {
  let found: CgroupIdentity = {};
  for (const line of text.split('\n')) {
    // hierarchy:controllers:path — the path itself may hold colons.
    const path = /^\d+:[^:]*:(\/.*)$/.exec(line)?.[1];
    if (path === undefined) continue;
    const identity = identityOfPath(path);
    if (identity.container !== undefined) return identity;
    if (found.podUid === undefined) found = identity;
  }
  return found;
}

/** The innermost container wins: a kind node is itself a container, and its pods' paths start with the node's. */
function identityOfPath(path: string): CgroupIdentity {
  let container: string | undefined;
  let podUid: string | undefined;
  for (const segment of path.split('/')) {
    const pod = POD_SEGMENT.exec(segment)?.[1];
    if (pod !== undefined) podUid = pod.replaceAll('_', '-');
    if (MONITOR_SEGMENT.test(segment)) continue;
    const id = CONTAINER_SEGMENT.exec(segment)?.[1];
    if (id !== undefined) container = id;
  }
  return { ...(container !== undefined && { container }), ...(podUid !== undefined && { podUid }) };
}
