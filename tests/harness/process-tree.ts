import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc: USER_HZ, 100 on every architecture this runs on. */
const USER_HZ = 100;

export interface ProcessCost {
  /** User and kernel time of all threads since their start. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** A process and what it has started, all together; those that ended meanwhile are left out. */
export function costOfTree(pid: number): ProcessCost {
  const pids = [pid, ...descendantsOf(pid)];
  const costs = pids.map(costOf);
  return {
    cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    residentBytes: costs.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
  };
}

/** Memory of the BPF maps and programs that a process and what it has started hold, by the kernel's own account. */
export function bpfMemoryOfTree(pid: number): number {
  const infos = [pid, ...descendantsOf(pid)].flatMap((process) =>
    descriptorsOf(process).map((fd) => read(process, `fdinfo/${fd}`))
  );
  // A descriptor that was handed on is the same object twice.
  const byObject = new Map<string, number>();
  for (const info of infos) {
    const [, kind, id] = /^(map|prog)_id:\s+(\d+)/m.exec(info) ?? [];
    const memlock = /^memlock:\s+(\d+)/m.exec(info)?.[1];
    // A link's information names its program's id, but has no memory of its own.
    if (kind !== undefined && memlock !== undefined) byObject.set(`${kind} ${id}`, Number(memlock));
  }
  return [...byObject.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
}

/** The first descendant whose command line has this argument. */
export function findDescendant(pid: number, argument: string): number | undefined {
  return descendantsOf(pid).find((child) => read(child, 'cmdline').split('\0').includes(argument));
}

export function descendantsOf(pid: number): number[] {
  const children = tasksOf(pid).flatMap((tid) =>
    read(pid, `task/${tid}/children`).split(' ').filter(Boolean).map(Number)
  );
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Nothing, of one that has ended. */
export function costOf(pid: number): ProcessCost {
  // Field 14 and 15 of stat(5), counted after the name, which may hold spaces.
  const fields = read(pid, 'stat')
    .replace(/^.*\)\s+/s, '')
    .split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  const residentKib = Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);
  return { cpuMs: (ticks * 1000) / USER_HZ, residentBytes: residentKib * 1024 };
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
