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

/** The first descendant whose command line has this argument. */
export function findDescendant(pid: number, argument: string): number | undefined {
  return descendantsOf(pid).find((child) => read(child, 'cmdline').split('\0').includes(argument));
}

function descendantsOf(pid: number): number[] {
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

function costOf(pid: number): ProcessCost {
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
