import path from 'node:path';
import { readProcText } from '../../discovery/proc-file.ts';

const MAX_BYTES = 64 * 1024;

/**
 * Time that CPU quotas have kept from a process so far: the sum over its cgroup and the ones above, since a quota on any
 * of them holds it. Undefined where no account of it can be found; without a quota it is 0.
 */
export function readThrottledNs(pid: number): number | undefined {
  const cgroups = readProcText(`/proc/${pid}/cgroup`, MAX_BYTES);
  const mounts = readProcText('/proc/self/mountinfo', MAX_BYTES);
  if (!cgroups.ok || !mounts.ok) return undefined;
  const folders = [...cgroupFolders(cgroups.text, mounts.text), ...ownView(pid)];
  for (const { mount, folder } of folders) {
    const total = sumUpwards(mount, folder);
    if (total !== undefined) return total;
  }
  return undefined;
}

export interface CgroupFolder {
  /** Where the hierarchy is mounted, for us. */
  readonly mount: string;
  /** The process's folder in it. */
  readonly folder: string;
}

/** Hierarchies that may hold a CPU quota: version 1's of `cpu` first, then version 2's. */
export function cgroupFolders(cgroups: string, mountinfo: string): CgroupFolder[] {
  const paths = new Map<string, string>();
  for (const line of cgroups.split('\n')) {
    const [, id, controllers = '', folder = ''] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    // Outside our cgroup namespace: the mount cannot show it.
    if (folder.startsWith('/..')) continue;
    if (controllers.split(',').includes('cpu')) paths.set('v1', folder);
    else if (id === '0') paths.set('v2', folder);
  }
  const found = mountinfo.split('\n').flatMap((line) => mountOf(line, paths) ?? []);
  return found.toSorted((a, b) => a.version.localeCompare(b.version));
}

/** Of a line as in proc_pid_mountinfo(5): id, parent, device, root, mount point, … ` - ` type, source, options. */
function mountOf(line: string, paths: ReadonlyMap<string, string>): (CgroupFolder & { version: string }) | undefined {
  const [left = '', right = ''] = line.split(' - ');
  const [type, , options = ''] = right.split(' ');
  const version =
    type === 'cgroup2' ? 'v2' : type === 'cgroup' && options.split(',').includes('cpu') ? 'v1' : undefined;
  const folder = version === undefined ? undefined : paths.get(version);
  const [root = '/', mount = ''] = left.split(' ').slice(3, 5);
  if (version === undefined || folder === undefined) return undefined;
  const below =
    root === '/' ? folder : folder === root || folder.startsWith(`${root}/`) ? folder.slice(root.length) : undefined;
  return below === undefined ? undefined : { version, mount, folder: path.join(mount, below) };
}

/** A container's own view: what is mounted there is its own cgroup. */
function ownView(pid: number): CgroupFolder[] {
  const root = `/proc/${pid}/root/sys/fs/cgroup`;
  return [`${root}/cpu`, `${root}/cpu,cpuacct`, root].map((folder) => ({ mount: folder, folder }));
}

function sumUpwards(mount: string, folder: string): number | undefined {
  let sum: number | undefined;
  for (let at = folder; at === mount || at.startsWith(`${mount}/`); at = path.dirname(at)) {
    const stat = readProcText(path.join(at, 'cpu.stat'), 4_096);
    const throttledNs = stat.ok ? parseThrottledNs(stat.text) : undefined;
    if (throttledNs !== undefined) sum = (sum ?? 0) + throttledNs;
    // The root of version 2 has a cpu.stat without quotas.
    else if (stat.ok) sum ??= 0;
  }
  return sum;
}

/** Version 1 counts nanoseconds (`throttled_time`), version 2 microseconds (`throttled_usec`). */
export function parseThrottledNs(text: string): number | undefined {
  const v1 = /^throttled_time (\d+)$/m.exec(text)?.[1];
  if (v1 !== undefined) return Number(v1);
  const v2 = /^throttled_usec (\d+)$/m.exec(text)?.[1];
  return v2 === undefined ? undefined : Number(v2) * 1_000;
}
